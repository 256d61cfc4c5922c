import type { FlowNodeOf } from '#contract/flow-graph.ts';
import type { FlowInput, Said } from '#contract/flow-turns.ts';
import { question, textOf } from './asking.rules.ts';
import { codeSaid, digitsSaid } from './numbers.rules.ts';
import { ownWords, sayingOf } from './render.rules.ts';
import { go, note, putIn, say, sayAgain, type Pause, type Run } from './run.rules.ts';
import type { EffectResult, Identifier, IdentifyStage, Proof } from './state.rules.ts';

// Who somebody is, step by step: what they say they are, then how they prove it. A wrong code and a customer who does not
// exist answer alike, so that nobody finds out who is a customer by trying.

type Node = FlowNodeOf<'identify'>;
const hidden = '•••';

const stand = (run: Run, stage: Omit<IdentifyStage, 'at'>): void => {
  run.state.stage = { at: 'identify', ...stage };
};
const fresh = { tries: 0, by: null, candidate: null, proof: null } as const;

export function enterIdentify(run: Run, node: Node): Pause {
  const { identified, from } = run.state;
  // Who was identified well enough is not asked twice.
  if (identified !== null && (node.proof.length === 0 || identified.proof !== null))
    return go(run, 'identified');
  if (node.by.includes('phone') && from !== null && from !== '') {
    stand(run, { ...fresh, step: 'caller', by: 'phone' });
    return { effect: { kind: 'find', by: 'phone', value: from } };
  }
  return askValue(run, node, 0);
}

const typed = (node: Node): Identifier[] => node.by.filter((one) => one !== 'phone');

function askValue(run: Run, node: Node, tries: number): Pause {
  const by = typed(node);
  if (by.length === 0) return go(run, 'failed');
  stand(run, { ...fresh, step: 'value', tries });
  const own = sayingOf(node.says, run.at.graph, run.state);
  const words =
    own.length > 0
      ? own
      : [
          ownWords(
            run.state,
            by.length > 1 ? 'askEither' : by[0] === 'fiscal_code' ? 'askFiscalCode' : 'askCustomerCode',
          ),
        ];
  const keys = by.includes('customer_code') ? { min: 1, max: 20, end: '#' } : null;
  return putIn(run, question(node.id, 'code', [], keys), words);
}

function askProof(run: Run, node: Node, stage: IdentifyStage): Pause {
  const proof = stage.proof!;
  stand(run, { ...stage, step: 'proof' });
  const words: Said[] = [
    ownWords(run.state, proof === 'pin' ? 'askPin' : proof === 'code_sms' ? 'codeBySms' : 'codeByMail'),
  ];
  const keys = proof === 'pin' ? { min: 4, max: 8, end: '#' } : { min: 6, max: 6, end: '' };
  return putIn(run, question(node.id, 'digits', [], keys, true), words);
}

/** What they say who they are: a fiscal code by its shape, else a customer code. */
export function identifierIn(
  text: string,
  by: readonly Identifier[],
): { by: Identifier; value: string } | null {
  const code = codeSaid(text);
  if (code === '') return null;
  const looksFiscal = /^[A-Z]{6}/.test(code) || code.length === 16;
  if (by.includes('fiscal_code') && (looksFiscal || !by.includes('customer_code')))
    return { by: 'fiscal_code', value: code };
  return by.includes('customer_code') ? { by: 'customer_code', value: digitsSaid(text) ?? code } : null;
}

export function answerIdentify(run: Run, node: Node, stage: IdentifyStage, input: FlowInput): Pause {
  const text = textOf(input).trim().replace(/#+$/, '');
  const proving = stage.step === 'proof';
  if (text === '') {
    note(run, 'silent', '');
    if (stage.tries + 1 >= node.tries) return go(run, 'silence');
    sayAgain(run, node, 'silence');
    const again = { ...stage, tries: stage.tries + 1 };
    return proving ? askProof(run, node, again) : askValue(run, node, again.tries);
  }
  note(run, 'answered', proving ? hidden : text);
  if (proving) {
    stand(run, { ...stage, step: 'proving' });
    return {
      effect: {
        kind: 'prove',
        candidate: stage.candidate,
        by: stage.by!,
        proof: stage.proof,
        value: digitsSaid(text) ?? text,
      },
    };
  }
  const said = identifierIn(text, typed(node));
  if (said === null) return wrong(run, node, stage, 'misread');
  stand(run, { ...stage, step: 'finding', by: said.by });
  return { effect: { kind: 'find', ...said } };
}

export function settleIdentify(run: Run, node: Node, stage: IdentifyStage, result: EffectResult): Pause {
  switch (stage.step) {
    case 'caller':
      return result.exit === 'found' ? prove(run, node, stage, result) : askValue(run, node, 0);
    case 'finding':
      if (result.exit === 'misread') return wrong(run, node, stage, 'misread');
      return prove(run, node, stage, result);
    case 'sending':
      return result.exit === 'failed' ? go(run, 'failed') : askProof(run, node, stage);
    case 'proving':
      if (result.exit === 'right' && result.customer !== undefined) {
        const { state } = run;
        state.customer = result.customer.id;
        state.identified = { by: stage.by!, proof: stage.proof };
        state.values = { ...state.values, customer: result.customer.values };
        note(run, 'identified', '', null, { by: stage.by, proof: stage.proof });
        return go(run, 'identified');
      }
      if (result.exit === 'too_many') return go(run, 'failed');
      return wrong(run, node, stage, 'wrong');
    case 'value':
    case 'proof':
      return go(run, 'failed');
  }
}

/** By what they prove it: the first of the node's proofs that they have. */
function prove(run: Run, node: Node, stage: IdentifyStage, { candidate, proofs }: EffectResult): Pause {
  const found = candidate ?? null;
  if (node.proof.length === 0) {
    if (found === null) return wrong(run, node, stage, 'wrong');
    stand(run, { ...stage, step: 'proving', candidate: found, proof: null });
    return { effect: { kind: 'prove', candidate: found, by: stage.by!, proof: null, value: '' } };
  }
  const proof: Proof | undefined =
    found === null ? node.proof[0] : node.proof.find((one) => proofs?.includes(one) === true);
  if (proof === undefined) return go(run, 'failed');
  const next = { ...stage, candidate: found, proof };
  if (proof === 'pin') return askProof(run, node, next);
  stand(run, { ...next, step: 'sending' });
  return { effect: { kind: 'code', candidate: found, proof } };
}

function wrong(run: Run, node: Node, stage: IdentifyStage, words: 'misread' | 'wrong'): Pause {
  note(run, 'misunderstood', '', words);
  const tries = stage.tries + 1;
  if (tries >= node.tries) return go(run, 'failed');
  say(run, [ownWords(run.state, words)]);
  return stage.step === 'proving' ? askProof(run, node, { ...stage, tries }) : askValue(run, node, tries);
}
