import { Menu } from '@mantine/core';
import { IconHierarchy2, IconLink, IconSpeakerphone } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { getCaseRelations, putParent, unlinkCases, type CaseKin } from '#contract/case-relations.ts';
import type { CaseView } from '#contract/cases.ts';
import {
  Button,
  Chip,
  formats,
  invalidate,
  Loaded,
  nameIn,
  toastProblem,
  useApi,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import type { Verb } from './subcase-dialogs.tsx';
import { statusTone } from './words.ts';
import './relations.css';

const SubcaseDialog = lazy(() => import('./subcase-dialogs.tsx'));
const verbs = ['open', 'add', 'under', 'see', 'duplicate'] as const;

/** The cases under a case, the one above it, and those it belongs together with. */
export default function SubcasesPanel({ one, writes }: { one: CaseView; writes: boolean }) {
  const t = useText('relations');
  const params = { params: { id: one.id } };
  const relations = useApi(getCaseRelations, params);
  const [doing, setDoing] = useState<Verb | null>(null);
  const refresh = () => invalidate(getCaseRelations);
  const leave = useWrite(putParent, { onSuccess: refresh, onError: toastProblem });
  const unlink = useWrite(unlinkCases, { onSuccess: refresh, onError: toastProblem });
  const closed = one.status === 'closed';
  const offered = verbs.filter((verb) => !closed || (verb !== 'open' && verb !== 'duplicate'));
  return (
    <section className="side-part" aria-labelledby="case-relations">
      <div className="row">
        <h3 id="case-relations">{t('kin.title')}</h3>
        <span className="grow" />
        {writes && (
          <Menu position="bottom-end" width={260}>
            <Menu.Target>
              <Button small aria-label={t('kin.do')} icon={<IconLink size={14} aria-hidden />}>
                {t('kin.doShort')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {offered.map((verb) => (
                <Menu.Item key={verb} onClick={() => setDoing(verb)}>
                  {t(`kin.verb.${verb}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <Loaded query={relations} rows={1} height={32}>
        {({ parent, subcases, open, links }) => (
          <>
            {parent !== null && (
              <div className="kin-part">
                <p className="s12 t2">{t('kin.parent')}</p>
                <ul className="relation-rows">
                  <Kin
                    one={parent}
                    {...(writes
                      ? {
                          onLeave: () => leave.mutate({ ...params, body: { parent: null } }),
                          leaveLabel: t('kin.leave', { number: parent.number }),
                          leaveText: t('kin.takeOut'),
                        }
                      : {})}
                  />
                </ul>
              </div>
            )}
            {(subcases.length > 0 || open > 0) && (
              <div className="kin-part">
                <p className="s12 t2">
                  {t('kin.subcases')} · {t('kin.openOf', { open, all: Math.max(subcases.length, open) })}
                </p>
                <p className="row kin-verbs">
                  {writes && subcases.some(({ closedAt }) => closedAt === null) && (
                    <Button
                      small
                      icon={<IconSpeakerphone size={14} aria-hidden />}
                      onClick={() => setDoing('tell')}
                    >
                      {t('kin.tellAll')}
                    </Button>
                  )}
                  {writes && subcases.some(({ closedAt }) => closedAt === null) && (
                    <Button
                      small
                      icon={<IconHierarchy2 size={14} aria-hidden />}
                      onClick={() => setDoing('close')}
                    >
                      {t('kin.closeAll')}
                    </Button>
                  )}
                </p>
                <ul className="relation-rows">
                  {subcases.map((child) => (
                    <Kin key={child.id} one={child} />
                  ))}
                </ul>
                {open > subcases.filter(({ closedAt }) => closedAt === null).length && (
                  <p className="s12 t3">{t('kin.unseen')}</p>
                )}
              </div>
            )}
            {links.map((link) => (
              <div key={link.id} className="kin-part">
                <p className="s12 t2">{t(`kin.link.${link.kind}`)}</p>
                <ul className="relation-rows">
                  <Kin
                    one={link.case}
                    {...(writes
                      ? {
                          onLeave: () => unlink.mutate({ params: { id: one.id, link: link.id } }),
                          leaveLabel: t('kin.unlinkOne', { number: link.case.number }),
                          leaveText: t('kin.unlink'),
                        }
                      : {})}
                  />
                </ul>
              </div>
            ))}
            {parent === null && subcases.length === 0 && open === 0 && links.length === 0 && (
              <p className="t3 s12">{t('kin.none')}</p>
            )}
            <Suspense>
              {doing !== null && (
                <SubcaseDialog one={one} verb={doing} subcases={subcases} onClose={() => setDoing(null)} />
              )}
            </Suspense>
          </>
        )}
      </Loaded>
    </section>
  );
}

function Kin({
  one,
  onLeave,
  leaveLabel = '',
  leaveText = '',
}: {
  one: CaseKin;
  onLeave?: () => void;
  leaveLabel?: string;
  leaveText?: string;
}) {
  const t = useText('relations');
  const late = one.due !== null && one.due.at !== null && !one.due.paused;
  return (
    <li className="relation-row">
      <p className="row">
        <Link to={`/cases/${one.id}`} className="ell grow" dir="auto">
          {one.subject}
        </Link>
        <Chip tone={statusTone[one.status]}>{nameIn(one.stateName)}</Chip>
      </p>
      <p className="row s12 t2">
        <span className="ell grow">
          <span className="num">{one.number}</span> · {one.customerName} · {one.ownerName ?? t('kin.nobody')}
          {late && one.closedAt === null && ` · ${t('kin.due', { day: formats.brief(one.due!.at!) })}`}
        </span>
        {onLeave !== undefined && (
          <button type="button" className="link" aria-label={leaveLabel} onClick={onLeave}>
            {leaveText}
          </button>
        )}
      </p>
    </li>
  );
}
