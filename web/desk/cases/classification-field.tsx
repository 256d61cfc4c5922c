import { listClassification } from '#contract/knowledge.ts';
import { nameIn, useApi, useText } from '#web/kit/index.ts';
import { TreeSelect } from '#web/kit/records.tsx';

/** The three-level classification as one select. */
export function ClassificationField({
  value,
  error,
  onChange,
}: {
  value: string | null;
  error?: string | undefined;
  onChange: (id: string | null) => void;
}) {
  const t = useText('cases');
  const tree = useApi(listClassification);
  return (
    <TreeSelect
      label={t('classification')}
      none={t('unclassified')}
      nodes={(tree.data?.items ?? []).map(({ id, parentId, name, active }) => ({
        id,
        parentId,
        active,
        label: nameIn(name),
      }))}
      value={value}
      error={error}
      optional
      onChange={onChange}
    />
  );
}
