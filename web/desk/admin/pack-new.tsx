import { useState } from 'react';
import { createPack, replacePack } from '#contract/clock-packs.ts';
import { listPacks, type PackView } from '#contract/clocks.ts';
import type { Input } from '#contract/route.ts';
import {
  Button,
  callPatiently,
  Dialog,
  Field,
  FormMessage,
  nameIn,
  SelectField,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { EditorPane, refresh, useEditor } from '#web/kit/records.tsx';
import { NamesFields } from './common.tsx';
import type { Opened } from './section.tsx';
import { validity } from './standards.tsx';

type Document = Input<typeof replacePack>['body']['document'];

/** A file with a document; what is no JSON is said at once. */
function DocumentField({
  error,
  onDocument,
}: {
  error: string | undefined;
  onDocument: (document: Document | null) => void;
}) {
  const t = useText('clocks');
  const [broken, setBroken] = useState(false);
  return (
    <Field label={t('pack.file')} optional error={broken ? t('pack.noJson') : error}>
      {(ids) => (
        <input
          type="file"
          accept=".json,application/json"
          {...ids}
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            setBroken(false);
            if (chosen === undefined) onDocument(null);
            else
              void chosen
                .text()
                .then((text) => onDocument(JSON.parse(text) as Document))
                .catch(() => {
                  setBroken(true);
                  onDocument(null);
                });
          }}
        />
      )}
    </Field>
  );
}

/** Makes a draft: a copy of a pack, or what a document says. */
export function NewPack({ opened, packs }: { opened: Opened<PackView>; packs: PackView[] }) {
  const t = useText('clocks');
  const [document, setDocument] = useState<Document | null>(null);
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const editor = useEditor({
    from: '',
    code: '',
    nameIt: '',
    nameEn: '',
    source: '',
    validFrom: `${Number(today.slice(0, 4)) + 1}-01-01`,
    why: '',
  });
  const copyOf = packs.find(({ id }) => id === editor.values.from);
  return (
    <EditorPane
      title={opened.newLabel}
      editor={editor}
      readOnly={!opened.writes}
      creating
      onClose={opened.onClose}
      onSaved={opened.onSaved}
      onSave={async ({ from, code, nameIt, nameEn, source, validFrom, why }) => {
        const made = await callPatiently(createPack, {
          body:
            document === null
              ? {
                  ...(from === '' ? {} : { from }),
                  code,
                  name: { it: nameIt, en: nameEn },
                  source,
                  validFrom,
                  why,
                }
              : { document, why },
        });
        await refresh(listPacks);
        return made;
      }}
    >
      <p className="help">{t('pack.newHelp')}</p>
      <DocumentField error={faultOf(editor)} onDocument={setDocument} />
      {document === null && (
        <>
          <SelectField
            label={t('pack.copyOf')}
            {...editor.text('from')}
            options={[
              { value: '', label: '—' },
              ...packs.map((one) => ({ value: one.id, label: `${nameIn(one.name)} · ${validity(one, t)}` })),
            ]}
          />
          {copyOf !== undefined && (
            <p className="t3 s12">{t('pack.copyHelp', { count: copyOf.standards.length })}</p>
          )}
          <TextField label={t('pack.code')} help={t('pack.codeHelp')} {...editor.text('code')} />
          <NamesFields editor={editor} />
          <TextField label={t('packs.source')} optional {...editor.text('source')} />
          <TextField label={t('pack.firstDay')} type="date" {...editor.text('validFrom')} />
        </>
      )}
      <TextField label={t('packs.why')} help={t('packs.whyHelp')} {...editor.text('why')} />
    </EditorPane>
  );
}

/** What is wrong with a document, and where in it. */
function faultOf(form: { wrong: string[]; error: (name: string) => string | undefined }): string | undefined {
  const at = form.wrong.find((name) => name.startsWith('document'));
  if (at === undefined) return undefined;
  const said = form.error(at) ?? '';
  return at === 'document' ? said : `${at.slice('document.'.length)}: ${said}`;
}

/** Gives a draft the values of a document. */
export function ImportPack({ pack, onClose }: { pack: PackView; onClose: () => void }) {
  const t = useText('clocks');
  const kit = useText('kit');
  const form = useForm({ why: '' });
  const [document, setDocument] = useState<Document | null>(null);
  const submit = form.submit(async ({ why }) => {
    await callPatiently(replacePack, {
      params: { id: pack.id },
      body: { document: document!, version: pack.version, why },
    });
    await refresh(listPacks);
    onClose();
  });
  return (
    <Dialog title={t('pack.importTitle', { name: nameIn(pack.name) })} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p>{t('pack.importText')}</p>
        <DocumentField error={faultOf(form)} onDocument={setDocument} />
        <TextField label={t('packs.why')} help={t('packs.whyHelp')} {...form.text('why')} />
        <div className="form-actions">
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button type="submit" look="solid" busy={form.busy} disabled={document === null}>
            {t('pack.import')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
