import { IconDownload } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import {
  exportStandardTextFigures,
  standardTextFigures,
  type TextFigures,
  type TextFiguresRow,
} from '#contract/text-figures.ts';
import { EmptyState, formats, Loaded, TextField, urlOf, useApi, useText } from '#web/kit/index.ts';

const share = (part: number, of: number) => (of === 0 ? '—' : formats.percent(part / of));

/** How often standard texts were used in a period, how much of them was changed, and what came of it; by text and version. */
export default function Figures() {
  const t = useText('standard-texts');
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const input = {
    query: { ...(since === '' ? {} : { since }), ...(until === '' ? {} : { until }) },
  };
  const figures = useApi(standardTextFigures, input, { keepPrevious: true });
  return (
    <div className="text-figures">
      <div className="form-row">
        <TextField
          label={t('figures.since')}
          type="date"
          value={since === '' ? (figures.data?.since ?? '') : since}
          onChange={(event) => setSince(event.target.value)}
        />
        <TextField
          label={t('figures.until')}
          type="date"
          value={until === '' ? (figures.data?.until ?? '') : until}
          onChange={(event) => setUntil(event.target.value)}
        />
        <a className="btn" href={urlOf(exportStandardTextFigures, input)} download>
          <IconDownload size={15} aria-hidden /> CSV
        </a>
      </div>
      <Loaded query={figures} rows={8}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState>{t('figures.empty')}</EmptyState>
          ) : (
            <FiguresTable items={items} total={total} />
          )
        }
      </Loaded>
      <details>
        <summary>{t('figures.meaning')}</summary>
        <dl>
          {(['changed', 'settled', 'solved', 'reopened', 'further'] as const).map((name) => (
            <Fragment key={name}>
              <dt>{t(`figures.${name}`)}</dt>
              <dd>{t(`figures.means.${name}`)}</dd>
            </Fragment>
          ))}
        </dl>
      </details>
    </div>
  );
}

function FiguresTable({ items, total }: { items: TextFiguresRow[]; total: TextFigures }) {
  const t = useText('standard-texts');
  const [open, setOpen] = useState<string | null>(null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="text-figures-table" role="region" tabIndex={0} aria-label={t('view.figures')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('title')}</th>
            {(
              ['uses', 'contacts', 'changed', 'asIs', 'settled', 'solved', 'reopened', 'further'] as const
            ).map((name) => (
              <th key={name} scope="col" className="end">
                {t(`figures.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <Fragment key={one.textId}>
              <tr>
                <th scope="row">
                  <button
                    type="button"
                    className="row-open"
                    aria-expanded={open === one.textId}
                    onClick={() => setOpen(open === one.textId ? null : one.textId)}
                  >
                    {one.title} <span className="t3 s12 mono">/{one.code}</span>
                  </button>
                </th>
                <Cells one={one} />
              </tr>
              {open === one.textId &&
                one.versions.map((version) => (
                  <tr key={version.id} className="of-version">
                    <th scope="row">
                      {t('figures.version', {
                        language: formats.languageName(version.language),
                        number: version.number,
                      })}
                    </th>
                    <Cells one={version} />
                  </tr>
                ))}
            </Fragment>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('figures.total')}</th>
            <Cells one={total} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Cells({ one }: { one: TextFigures }) {
  return (
    <>
      <td className="end num">{formats.number(one.uses)}</td>
      <td className="end num">{formats.number(one.contacts)}</td>
      <td className="end num">{one.changed === null ? '—' : formats.percent(one.changed)}</td>
      <td className="end num">{share(one.asIs, one.uses)}</td>
      <td className="end num">{formats.number(one.settled)}</td>
      <td className="end num">{share(one.solved, one.settled)}</td>
      <td className="end num">{share(one.reopened, one.settled)}</td>
      <td className="end num">
        {one.further === null ? '—' : formats.number(Math.round(one.further * 10) / 10)}
      </td>
    </>
  );
}
