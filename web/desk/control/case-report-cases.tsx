import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { caseReportCases, type ReportFigure } from '#contract/case-report.ts';
import type { CaseView } from '#contract/cases.ts';
import type { Input } from '#contract/route.ts';
import {
  Button,
  Chip,
  Dialog,
  EmptyState,
  formats,
  Loaded,
  nameIn,
  Table,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { statusTone } from '../cases/words.ts';

type Query = Omit<Input<typeof caseReportCases>['query'], 'figure' | 'key' | 'offset'>;

/** The cases behind a figure, a hundred at a time. */
export default function ReportCases({
  query,
  figure,
  rowKey,
  rowName,
  onClose,
}: {
  query: Query;
  figure: ReportFigure;
  /** undefined: of all rows. */
  rowKey: string | undefined;
  rowName: string;
  onClose: () => void;
}) {
  const t = useText('case-report');
  const words = useText('cases');
  const [offset, setOffset] = useState(0);
  const found = useApi(caseReportCases, {
    query: { ...query, figure, offset, ...(rowKey === undefined ? {} : { key: rowKey }) },
  });
  return (
    <Dialog title={`${t(`column.${figure}`)} · ${rowName}`} onClose={onClose} size={860}>
      <Loaded query={found} rows={6} height={32}>
        {({ items, hidden, next, total }) => (
          <>
            <p className="t2 s12">
              {t('found', { count: total })}
              {hidden > 0 && <> · {t('hidden', { count: hidden })}</>}
            </p>
            <div className="dense">
              <Table<CaseView>
                label={t(`column.${figure}`)}
                rows={items as CaseView[]}
                rowKey={(one) => one.id}
                empty={<EmptyState>{t('nothing')}</EmptyState>}
                columns={[
                  {
                    id: 'number',
                    head: words('number'),
                    cell: (one) => (
                      <Link to={`/cases/${one.id}`} className="num report-number">
                        {one.number}
                      </Link>
                    ),
                  },
                  {
                    id: 'subject',
                    head: words('subject'),
                    cell: (one) => (
                      <span className="subject-cell" dir="auto">
                        {one.subject}
                      </span>
                    ),
                  },
                  { id: 'customer', head: words('customer'), cell: (one) => one.customerName },
                  { id: 'type', head: words('type'), minor: true, cell: (one) => nameIn(one.typeName) },
                  {
                    id: 'status',
                    head: words('status.title'),
                    cell: (one) => <Chip tone={statusTone[one.status]}>{words(`status.${one.status}`)}</Chip>,
                  },
                  {
                    id: 'opened',
                    head: words('opened'),
                    end: true,
                    cell: (one) => formats.shortDate(one.openedAt),
                  },
                ]}
              />
            </div>
            {(offset > 0 || next !== null) && (
              <div className="form-actions">
                <Button disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - 100))}>
                  {t('newer')}
                </Button>
                <Button disabled={next === null} onClick={() => setOffset(next!)}>
                  {t('older')}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
