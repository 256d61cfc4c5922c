import * as contract from '#contract/media.ts';
import * as trials from '#contract/trial-calls.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { connectOwnPhone, disconnectOwnPhone, ownPhone, pressKeys } from './phones.service.ts';
import { actOnTrialCall, startTrialCall, trialCallState } from './trial-calls.service.ts';
import { actOnCall, callState, describePhone, startCall } from './web-calls.service.ts';

/** Calls from a browser, calls in which a flow is tried, and the telephones in those of the staff. */
export const mediaRoutes: Mounted[] = [
  on(contract.publicPhone, ({ ctx, input }) => describePhone(ctx, input.params.id, input.query.lang)),
  on(contract.startPublicCall, ({ ctx, input }) => startCall(ctx, input.body)),
  on(contract.publicCallState, ({ ctx, input }) => callState(ctx, input.params.token)),
  on(contract.actOnPublicCall, ({ ctx, input }) => actOnCall(ctx, input.params.token, input.body)),
  on(trials.startTrialCall, ({ ctx, input }) => startTrialCall(ctx, input.params.code, input.body)),
  on(trials.trialCallState, ({ ctx, input }) => trialCallState(ctx, input.params.token, input.query.after)),
  on(trials.actOnTrialCall, ({ ctx, input }) => actOnTrialCall(ctx, input.params.token, input.body)),
  on(contract.phoneState, ({ ctx }) => ownPhone(ctx)),
  on(contract.connectPhone, ({ ctx, input }) => connectOwnPhone(ctx, input.body.offer)),
  on(contract.disconnectPhone, ({ ctx }) => disconnectOwnPhone(ctx)),
  on(contract.pressOnCall, ({ ctx, input }) => pressKeys(ctx, input.params.id, input.body.keys)),
];
