import { listCaseTypes, type CaseTypeInUse } from '#contract/case-types-api.ts';
import {
  listNoticeTexts,
  listNoticeTextVersions,
  noticeCoverage,
  type NoticeText,
} from '#contract/telling-texts.ts';
import { nameIn, useApi, useText, type Text } from '#web/kit/index.ts';
import { refresh, type Choice } from '#web/kit/records.tsx';

// What types and their notices are called where texts for them are written.

/** Where a text is taken. */
export type Place = Pick<NoticeText, 'service' | 'type' | 'notice' | 'language' | 'channel'>;

/** Everything that shows texts is asked anew. */
export const refreshTexts = () => refresh(listNoticeTexts, listNoticeTextVersions, noticeCoverage);

const inUse = ({ items }: { items: CaseTypeInUse[] }) => items.filter(({ active }) => active);
const none: CaseTypeInUse[] = [];

/** Types that are in use, by code. */
export const useTypes = (): CaseTypeInUse[] =>
  useApi(listCaseTypes, undefined, { select: inUse }).data ?? none;

export const typeChoices = (types: CaseTypeInUse[]): Choice[] =>
  types
    .map(({ definition }) => ({ value: definition.code, label: nameIn(definition.name) }))
    .toSorted((a, b) => a.label.localeCompare(b.label));

export function useTypeName(types: CaseTypeInUse[]): (code: string | null) => string {
  const t = useText('telling-texts');
  return (code) => {
    if (code === null) return t('allTypes');
    const found = types.find(({ definition }) => definition.code === code);
    return found === undefined ? code : nameIn(found.definition.name);
  };
}

/** A notice by the steps that send it: its key alone says little. */
export function noticeName(types: CaseTypeInUse[], code: string | null, notice: string, t: Text): string {
  const definitions = types
    .map(({ definition }) => definition)
    .filter((one) => (code === null || one.code === code) && Object.hasOwn(one.notices, notice));
  const steps = [
    ...new Set([
      ...(definitions.some(({ openedNotice }) => openedNotice === notice) ? [t('opening')] : []),
      ...definitions.flatMap((one) =>
        one.transitions.filter((way) => way.notice === notice).map(({ name }) => nameIn(name)),
      ),
    ]),
  ];
  return steps.length === 0 ? notice : steps.slice(0, 3).join(', ');
}

/** The notices that a type has, or any of them. */
export function noticeChoices(types: CaseTypeInUse[], code: string | null, t: Text): Choice[] {
  const keys = new Set(
    types
      .filter(({ definition }) => code === null || definition.code === code)
      .flatMap(({ definition }) => Object.keys(definition.notices)),
  );
  return [...keys]
    .map((value) => ({ value, label: `${noticeName(types, code, value, t)} · ${value}` }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
}
