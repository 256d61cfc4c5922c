/**
 * The three formulas of Erlang and Palm for one queue of calls, exact for Poisson arrivals and exponential times.
 *
 * Symbols: λ arrivals per second, μ = 1 / mean handling time, n agents, a = λ/μ the offered load in erlangs,
 * ρ = a/n, θ = 1 / mean patience. All times are seconds, all results plain numbers; probabilities lie in [0, 1].
 *
 * Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
 * exchanges" (1917), for B and C. C. Palm, "Research on telephone traffic carried by full availability groups" (1957,
 * from work of 1937-46), for A. A. Mandelbaum and S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue,
 * with applications to call centers" (2007), for the measures used here.
 */

/** @throws RangeError with the name of what is wrong */
function need(name: string, ok: boolean, right: string): void {
  if (!ok) throw new RangeError(`${name} must be ${right}`);
}

const isWhole = (agents: number): boolean => Number.isSafeInteger(agents) && agents >= 0;

/**
 * Erlang B, the share of calls that find all `agents` busy where nobody waits (M/M/n/n):
 * B(n, a) = (aⁿ/n!) / Σ aᵏ/k!, by B(k) = a·B(k−1) / (k + a·B(k−1)), B(0) = 1. Every term is a quotient of positive
 * numbers below 1, so nothing overflows or cancels, however many agents there are.
 *
 * @param load a, in erlangs
 * @throws RangeError
 */
export function erlangB(agents: number, load: number): number {
  need('agents', isWhole(agents), 'a whole number, 0 or more');
  need('load', load >= 0 && Number.isFinite(load), 'a finite number, 0 or more');
  let blocking = 1;
  for (let k = 1; k <= agents; k++) blocking = (load * blocking) / (k + load * blocking);
  return blocking;
}

/** What is known of a queue, whichever of the two models: all shares are of those who arrive. */
export interface QueueFigures {
  /** P{W > 0}: has to wait at all. */
  waiting: number;
  /** P{Ab}: leaves without an answer. */
  abandonment: number;
  /** E[W] in seconds, over all who arrive, answered or not. */
  meanWait: number;
  /** E[W | answered] in seconds, the average speed of answer. */
  meanWaitAnswered: number;
  /** E[Q]: how many wait, on the average over time. */
  queueLength: number;
  /** Share of the agents' time that is spent handling. */
  occupancy: number;
  /** Answered within T seconds, of all who arrive. */
  answeredWithin: (seconds: number) => number;
  /** P{W > t}: still waits after t seconds, whatever becomes of it. */
  waitsLongerThan: (seconds: number) => number;
}

interface Load {
  /** n. */
  agents: number;
  /** λ, per second. */
  arrivalsPerSecond: number;
  /** 1/μ. */
  handlingSeconds: number;
}

function checkLoad({ agents, arrivalsPerSecond, handlingSeconds }: Load): void {
  need('agents', isWhole(agents) && agents > 0, 'a whole number, 1 or more');
  need('arrivalsPerSecond', arrivalsPerSecond > 0 && Number.isFinite(arrivalsPerSecond), 'above 0');
  need('handlingSeconds', handlingSeconds > 0 && Number.isFinite(handlingSeconds), 'above 0');
}

/**
 * Erlang C, the queue of endless patience (M/M/n): C = n·B / (n − a·(1 − B)),
 * P{W > t} = C·exp(−(nμ − λ)·t), E[W] = C / (nμ − λ). With a ≥ n the queue grows without end: everybody waits, for ever.
 *
 * @throws RangeError
 */
export function erlangC(load: Load): QueueFigures {
  checkLoad(load);
  const { agents, arrivalsPerSecond: lambda, handlingSeconds } = load;
  const erlangs = lambda * handlingSeconds;
  if (erlangs >= agents)
    return {
      waiting: 1,
      abandonment: 0,
      meanWait: Infinity,
      meanWaitAnswered: Infinity,
      queueLength: Infinity,
      occupancy: 1,
      answeredWithin: () => 0,
      waitsLongerThan: () => 1,
    };
  const blocking = erlangB(agents, erlangs);
  const waiting = (agents * blocking) / (agents - erlangs * (1 - blocking));
  const spare = (agents - erlangs) / handlingSeconds;
  const meanWait = waiting / spare;
  const waitsLongerThan = (seconds: number) => (seconds < 0 ? 1 : waiting * Math.exp(-spare * seconds));
  return {
    waiting,
    abandonment: 0,
    meanWait,
    meanWaitAnswered: meanWait,
    queueLength: lambda * meanWait,
    occupancy: erlangs / agents,
    answeredWithin: (seconds) => (seconds < 0 ? 0 : 1 - waitsLongerThan(seconds)),
    waitsLongerThan,
  };
}

/**
 * Erlang A (Palm): each caller has an exponential patience (M/M/n+M). It is stable under any load.
 *
 * With x = nμ/θ and y = λ/θ the states with j callers waiting have the weights tⱼ = Π_{k=1..j} y/(x+k) against that with
 * all agents busy and none waiting; their sum is Palm's A(x, y) = x·eʸ·y⁻ˣ·γ(x, y). From it
 * P{W>0} = A·B / (1 + (A − 1)·B), P{Ab} = θ·E[Q]/λ, E[W] = P{Ab}/θ. The wait V of one with endless patience has
 * P{V > t | V > 0} = γ(x, y·e^(−θt)) / γ(x, y), hence
 * P{W > t} = P{W>0}·e^(−θt)·γ(x, y′)/γ(x, y) and P{answered after more than t} = P{W>0}·γ(x+1, y′)/(y·γ(x, y)).
 * A is kept as a logarithm, and P{Ab} comes from E[Q] and not from 1 − 1/ρ + 1/(ρA), which cancels when few leave.
 *
 * @throws RangeError
 */
export function erlangA(load: Load & { patienceSeconds: number }): QueueFigures {
  checkLoad(load);
  const { agents, arrivalsPerSecond: lambda, handlingSeconds, patienceSeconds } = load;
  need('patienceSeconds', patienceSeconds > 0, 'above 0');
  if (patienceSeconds === Infinity) return erlangC(load);
  const theta = 1 / patienceSeconds;
  const service = agents / handlingSeconds;
  const [x, y] = [service * patienceSeconds, lambda * patienceSeconds];
  const blocking = erlangB(agents, lambda * handlingSeconds);
  const { logSum, meanIndex, answeredWait } = palm(x, y);
  const inverse = Math.exp(-logSum);
  const waiting = clamp(blocking / (inverse + (1 - inverse) * blocking));
  const queueLength = waiting * meanIndex;
  const abandonment = Math.min(1, (theta * queueLength) / lambda);

  /** γ(x + more, y·e^(−θt)) / (y^more·γ(x, y)), for more 0 or 1. */
  const tail = (seconds: number, more: 0 | 1) => {
    const later = y * Math.exp(-theta * seconds);
    const log =
      -(service + more * theta) * seconds - y * Math.expm1(-theta * seconds) + palm(x + more, later).logSum;
    return (more === 0 ? 1 : x / (x + 1)) * Math.exp(log - logSum);
  };
  const answered = 1 - abandonment;
  return {
    waiting,
    abandonment,
    meanWait: queueLength / lambda,
    meanWaitAnswered: (waiting * answeredWait * patienceSeconds) / answered,
    queueLength,
    occupancy: clamp(((lambda * handlingSeconds) / agents) * answered),
    answeredWithin: (seconds) => (seconds < 0 ? 0 : clamp(answered - waiting * tail(seconds, 1))),
    waitsLongerThan: (seconds) =>
      seconds < 0 ? 1 : clamp(waiting * Math.exp(-theta * seconds) * tail(seconds, 0)),
  };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** Beyond this a running sum is scaled down, long before it could overflow. */
const HUGE = 1e200;

/**
 * ln A(x, y) of Palm with A = Σ tⱼ, tⱼ = Π_{k=1..j} y/(x+k); the mean of j under these weights; and, in units of the mean
 * patience, E[W; answered | W > 0]. Who finds j before them is answered with probability x/(x+j+1), after j+1 steps of
 * rates x+1 … x+j+1. A sum of positive terms, scaled when it grows: it neither overflows nor cancels.
 */
function palm(x: number, y: number): { logSum: number; meanIndex: number; answeredWait: number } {
  let [term, sum, weighted, answered, steps, scale] = [1, 0, 0, 0, 0, 0];
  for (let j = 0; ; j++) {
    steps += 1 / (x + j + 1);
    sum += term;
    weighted += j * term;
    answered += term * (x / (x + j + 1)) * steps;
    const ratio = y / (x + j + 1);
    term *= ratio;
    // What is left is less than a geometric series; the weights j and the steps grow more slowly than any power of it.
    if (ratio < 1 && term * (j + 2) < 1e-18 * (1 - ratio) ** 2 * sum) break;
    if (sum > HUGE) {
      term /= HUGE;
      sum /= HUGE;
      weighted /= HUGE;
      answered /= HUGE;
      scale += Math.log(HUGE);
    }
  }
  return { logSum: Math.log(sum) + scale, meanIndex: weighted / sum, answeredWait: answered / sum };
}
