import { listCaseTypes, type CaseTypeInUse } from '#contract/case-types-api.ts';
import { nameIn, useApi } from '#web/kit/index.ts';

/** The types of cases, by name; for choosing, those in use only. */
export function useCaseTypes(): { all: CaseTypeInUse[]; options: { value: string; label: string }[] } {
  const types = useApi(listCaseTypes);
  const all = types.data?.items ?? [];
  return {
    all,
    options: all
      .filter(({ active }) => active)
      .map(({ definition }) => ({ value: definition.code, label: nameIn(definition.name) }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  };
}
