import { useParams } from '@tanstack/react-router';
import { getDraft, getFlow, flowParts } from '#contract/flows.ts';
import { Loaded, Page, useApi, useText } from '#web/kit/index.ts';
import { Designer } from './designer.tsx';

/** A flow by its code, once everything that the designer needs is here. */
export default function DesignerScreen() {
  const t = useText('flows');
  const { code = '' } = useParams({ strict: false });
  const flow = useApi(getFlow, { params: { code } });
  // What is on screen is the truth while it is changed: nothing is fetched under the hand.
  const draft = useApi(getDraft, { params: { code } }, { staleTime: Infinity });
  const parts = useApi(flowParts);
  if (flow.data !== undefined && draft.data !== undefined && parts.data !== undefined)
    return <Designer key={code} flow={flow.data} start={draft.data} parts={parts.data} />;
  const waiting = flow.data === undefined ? flow : draft.data === undefined ? draft : parts;
  return (
    <Page title={t('title')}>
      <Loaded query={waiting as typeof flow} rows={10}>
        {() => null}
      </Loaded>
    </Page>
  );
}
