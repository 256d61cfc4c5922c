import { IconPaperclip, IconTrash, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import {
  attachCaseDocument,
  detachCaseDocument,
  downloadCaseDocument,
  getCaseWork,
  type CaseWork,
} from '#contract/case-work.ts';
import { listCaseEntries } from '#contract/cases.ts';
import { uploadAttachment } from '#contract/conversations.ts';
import { listCasePapers } from '#contract/escalations.ts';
import {
  Button,
  call,
  Chip,
  Dialog,
  formats,
  IconButton,
  invalidate,
  Loaded,
  nameIn,
  toastProblem,
  upload,
  urlOf,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMay } from '../app/session.ts';

type Wanted = CaseWork['documents'][number];

/** The documents that the type asks for, with the files that were given for each. */
export function Documents({
  id,
  documents,
  writes,
}: {
  id: string;
  documents: CaseWork['documents'];
  writes: boolean;
}) {
  const t = useText('cases');
  const [giving, setGiving] = useState<Wanted | null>(null);
  const changed = () => {
    invalidate(getCaseWork, { params: { id } });
    invalidate(listCaseEntries, { params: { id } });
  };
  const detach = useWrite(detachCaseDocument, { onSuccess: changed, onError: toastProblem });
  return (
    <section className="side-part" aria-labelledby="case-documents">
      <h3 id="case-documents">{t('documents.title')}</h3>
      <ul className="tasks">
        {documents.map((one) => (
          <li key={one.key}>
            <div className="row">
              <b className="grow">{nameIn(one.name)}</b>
              {one.files.length === 0 && one.required && <Chip tone="warn">{t('documents.missing')}</Chip>}
              {writes && (
                <Button
                  small
                  aria-label={t('documents.give', { name: nameIn(one.name) })}
                  icon={<IconPaperclip size={14} aria-hidden />}
                  onClick={() => setGiving(one)}
                >
                  {t('documents.add')}
                </Button>
              )}
            </div>
            {one.files.map((file) => (
              <p key={file.id} className="row s12">
                <a
                  className="ell grow"
                  href={urlOf(downloadCaseDocument, { params: { id, file: file.id } })}
                  download={file.name}
                >
                  {file.name}
                </a>
                <span className="t3 num">{formats.bytes(file.size)}</span>
                {writes && (
                  <IconButton
                    label={t('documents.remove', { name: file.name })}
                    onClick={() => detach.mutate({ params: { id, file: file.id } })}
                  >
                    <IconTrash size={14} aria-hidden />
                  </IconButton>
                )}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {giving !== null && (
        <GiveFile id={id} wanted={giving} onGiven={changed} onClose={() => setGiving(null)} />
      )}
    </section>
  );
}

/** Chooses a file of the conversations of the case, or uploads one. */
function GiveFile({
  id,
  wanted,
  onGiven,
  onClose,
}: {
  id: string;
  wanted: Wanted;
  onGiven: () => void;
  onClose: () => void;
}) {
  const t = useText('cases');
  const uploads = useMay('contact.handle');
  const offered = useApi(listCasePapers, { params: { id } });
  const [busy, setBusy] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  async function give(file: () => Promise<string>) {
    setBusy(true);
    try {
      await call(attachCaseDocument, { params: { id }, body: { document: wanted.key, file: await file() } });
      onGiven();
      onClose();
    } catch (problem) {
      toastProblem(problem);
    }
    setBusy(false);
  }
  return (
    <Dialog title={nameIn(wanted.name)} onClose={onClose}>
      <Loaded query={offered} rows={2}>
        {({ items }) => (
          <ul className="plain-rows">
            {items.length === 0 && <li className="help">{t('documents.none')}</li>}
            {items.map((file) => (
              <li key={file.id} className="row">
                <span className="ell grow">{file.name}</span>
                <span className="t3 s12 num">{formats.bytes(file.size)}</span>
                <Button small busy={busy} onClick={() => void give(() => Promise.resolve(file.id))}>
                  {t('documents.use')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {uploads && (
        <div className="form-actions">
          <Button
            busy={busy}
            icon={<IconUpload size={14} aria-hidden />}
            onClick={() => picker.current?.click()}
          >
            {t('documents.upload')}
          </Button>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label={t('documents.upload')}
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file !== undefined) void give(async () => (await upload(uploadAttachment, file)).id);
            }}
          />
        </div>
      )}
    </Dialog>
  );
}
