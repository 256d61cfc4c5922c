import './packs.css';
import { IconArrowsDiff, IconDownload, IconFileImport, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { changePack, deletePack, readPackDocument } from '#contract/clock-packs.ts';
import { listPacks, type PackView } from '#contract/clocks.ts';
import {
  Button,
  call,
  callPatiently,
  Chip,
  Confirm,
  nameIn,
  TextField,
  toastProblem,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { refresh, useEditor } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';
import { NamesFields, orNull } from './common.tsx';
import { ComparePacks } from './pack-compare.tsx';
import { ForcePack } from './pack-force.tsx';
import { ImportPack, NewPack } from './pack-new.tsx';
import { RecordEditor, RecordSection, type Opened } from './section.tsx';
import { validity } from './standards.tsx';

const rowsOf = ({ items }: { items: PackView[] }) => items;
const unconfirmed = ({ standards }: PackView) => standards.filter(({ confirmed }) => !confirmed).length;

/** How a pack stands today. */
function StateChip({ pack }: { pack: PackView }) {
  const t = useText('clocks');
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  if (pack.state === 'draft') return <Chip tone="note">{t('pack.draft')}</Chip>;
  if (pack.validFrom > today) return <Chip tone="accent">{t('pack.future')}</Chip>;
  return pack.validTo !== null && pack.validTo < today ? (
    <Chip tone="mute">{t('pack.past')}</Chip>
  ) : (
    <Chip tone="ok">{t('pack.now')}</Chip>
  );
}

/** The packs of standards: drafts, those in force, those that were. */
export default function Packs() {
  const t = useText('clocks');
  const packs = useApi(listPacks, undefined, { select: rowsOf });
  const writes = useMay('admin.clocks');
  return (
    <RecordSection<PackView>
      id="packs"
      lead={t('pack.lead')}
      newLabel={t('pack.new')}
      writes={writes}
      query={packs}
      empty={t('packs.empty')}
      columns={[
        { id: 'name', head: t('packs.pack'), cell: (one) => <span className="ell">{nameIn(one.name)}</span> },
        {
          id: 'code',
          head: t('pack.code'),
          minor: true,
          cell: ({ code }) => <code className="t2">{code}</code>,
        },
        {
          id: 'valid',
          head: t('packs.valid'),
          cell: (one) => <span className="num t2">{validity(one, t)}</span>,
        },
        { id: 'state', head: t('pack.state'), cell: (one) => <StateChip pack={one} /> },
        { id: 'standards', head: t('pack.values'), end: true, cell: (one) => one.standards.length },
        {
          id: 'open',
          head: t('pack.toConfirm'),
          end: true,
          cell: (one) =>
            unconfirmed(one) === 0 ? (
              <span className="t3">0</span>
            ) : (
              <b className="num">{unconfirmed(one)}</b>
            ),
        },
      ]}
      editor={(opened) =>
        opened.row === null ? (
          <NewPack opened={opened} packs={packs.data ?? []} />
        ) : (
          <PackEditor opened={opened} row={opened.row} packs={packs.data ?? []} />
        )
      }
    />
  );
}

type Doing = 'compare' | 'force' | 'import' | 'delete' | null;

function PackEditor({ opened, row, packs }: { opened: Opened<PackView>; row: PackView; packs: PackView[] }) {
  const t = useText('clocks');
  const [doing, setDoing] = useState<Doing>(null);
  const draft = row.state === 'draft';
  const editor = useEditor(
    {
      nameIt: row.name.it,
      nameEn: row.name.en,
      source: row.source,
      validFrom: row.validFrom,
      validTo: row.validTo ?? '',
      why: '',
    },
    { follows: true },
  );
  const download = async () => {
    try {
      const document = await call(readPackDocument, { params: { id: row.id } });
      save(`${row.code}.json`, `${JSON.stringify(document, null, 2)}\n`);
    } catch (error) {
      toastProblem(error);
    }
  };
  const close = () => setDoing(null);
  return (
    <>
      <RecordEditor
        opened={opened}
        title={nameIn(row.name)}
        lead={
          <span className="row">
            <code>{row.code}</code>
            <StateChip pack={row} />
          </span>
        }
        editor={editor}
        update={changePack}
        refreshes={[listPacks]}
        emptied={{ why: '' }}
        body={({ nameIt, nameEn, source, validFrom, validTo, why }) => ({
          name: { it: nameIt, en: nameEn },
          source,
          ...(draft ? { validFrom } : {}),
          validTo: orNull(validTo),
          version: row.version,
          why,
        })}
      >
        <div className="pack-doings">
          <Link to="/admin/standards" search={{ pack: row.code } as never} className="row">
            {t('pack.openValues', { count: row.standards.length })}
          </Link>
          <div className="row wrap">
            <Button
              small
              icon={<IconArrowsDiff size={15} aria-hidden />}
              disabled={packs.length < 2}
              onClick={() => setDoing('compare')}
            >
              {t('pack.compare')}
            </Button>
            <Button small icon={<IconDownload size={15} aria-hidden />} onClick={() => void download()}>
              {t('pack.export')}
            </Button>
            {opened.writes && draft && (
              <>
                <Button
                  small
                  icon={<IconFileImport size={15} aria-hidden />}
                  onClick={() => setDoing('import')}
                >
                  {t('pack.import')}
                </Button>
                <Button small icon={<IconTrash size={15} aria-hidden />} onClick={() => setDoing('delete')}>
                  {t('pack.delete')}
                </Button>
                <Button
                  small
                  look="solid"
                  icon={<IconPlayerPlay size={15} aria-hidden />}
                  onClick={() => setDoing('force')}
                >
                  {t('pack.force')}
                </Button>
              </>
            )}
          </div>
        </div>
        {draft && <p className="help">{t('pack.draftHelp')}</p>}
        <NamesFields editor={editor} />
        <TextField label={t('packs.source')} optional {...editor.text('source')} />
        <div className="form-row">
          <TextField label={t('pack.firstDay')} type="date" disabled={!draft} {...editor.text('validFrom')} />
          <TextField label={t('pack.lastDay')} type="date" optional {...editor.text('validTo')} />
        </div>
        <TextField label={t('packs.why')} help={t('packs.whyHelp')} {...editor.text('why')} />
      </RecordEditor>
      {doing === 'compare' && <ComparePacks pack={row} packs={packs} onClose={close} />}
      {doing === 'force' && <ForcePack pack={row} onClose={close} />}
      {doing === 'import' && <ImportPack pack={row} onClose={close} />}
      {doing === 'delete' && (
        <Confirm
          title={t('pack.deleteTitle')}
          confirm={t('pack.delete')}
          danger
          onClose={close}
          onConfirm={() =>
            void callPatiently(deletePack, { params: { id: row.id } })
              .then(async () => {
                close();
                opened.onClose();
                await refresh(listPacks);
              })
              .catch(toastProblem)
          }
        >
          {t('pack.deleteText')}
        </Confirm>
      )}
    </>
  );
}

/** Gives the reader a file. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
