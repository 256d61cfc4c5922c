import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Button, Field, IconButton, useText } from '#web/kit/index.ts';
import { Part } from '#web/kit/records.tsx';
import { isIn, keyFor, moved, type PiecePart, type PlanPart } from './document.rules.ts';
import { Choose, Line, partName, Several, useEdit, usePartChoices, useWrong, Words } from './edit.tsx';
import type { SectionProps } from './fields.tsx';
import { Items, KeyField, KeyInput, madeUp, useNaming } from './items.tsx';
import { PlanDrawing, useAsked } from './plan-drawing.tsx';
import { askedAs, askedOf, inBoth, pieceRenamed, waitingFor, withoutPiece } from './plans.rules.ts';
import { takenKeys } from './references.rules.ts';

const empty = () => ({ it: '', en: '' });
/** A new piece, after the others by its number alone: whoever is in charge is asked until somebody else is chosen. */
const blankPiece = (taken: ReadonlySet<string>): PiecePart => ({
  key: keyFor('', taken, 'piece'),
  name: empty(),
  question: empty(),
  inCharge: true,
});
const keysOfPieces = ({ pieces }: PlanPart): ReadonlySet<string> => new Set(pieces.map(({ key }) => key));

/** Work that is asked in pieces: what starts it, whom each piece asks, and after which others. */
export default function Plans({ open, onOpen }: SectionProps) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const plans = document.plans ?? [];
  return (
    <Items
      part="plans"
      open={open}
      onOpen={onOpen}
      items={plans.map((one) => ({
        key: one.key,
        name: partName(one.name, one.key),
        note: t('form.planNote', { count: one.pieces.length }),
      }))}
      onAdd={() => {
        const plan: PlanPart = {
          key: keyFor('', takenKeys(document, 'plans'), 'plan'),
          name: empty(),
          pieces: [blankPiece(new Set())],
        };
        change({ ...document, plans: [...plans, plan] });
        onOpen(plans.length);
      }}
    >
      {(index) => <PlanForm index={index} />}
    </Items>
  );
}

function PlanForm({ index }: { index: number }) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const naming = useNaming('plans', index);
  const transitions = usePartChoices('transitions');
  const plan = document.plans![index]!;
  const place = `plans[${index}]`;
  const put = (part: Partial<PlanPart>, about?: string) =>
    change(
      {
        ...document,
        plans: document.plans!.map((one, at) => (at === index ? { ...one, ...part } : one)),
      },
      about === undefined ? null : `${place}.${about}`,
    );
  return (
    <>
      <Words
        place={`${place}.name`}
        label={t('form.name')}
        value={plan.name}
        onChange={(name) => put({ name }, 'name')}
        onDone={() => naming(plan.name)}
      />
      <div className="form-row">
        <Choose
          place={`${place}.startedBy`}
          label={t('form.startedBy')}
          help={t('form.startedByHelp')}
          none={t('form.startedByHand')}
          value={plan.startedBy}
          options={transitions}
          onChange={(startedBy) => put({ startedBy: startedBy === '' ? undefined : startedBy })}
        />
        <KeyField part="plans" index={index} />
      </div>
      <Part title={t('form.pieces')} help={t('form.piecesHelp')}>
        <Pieces index={index} put={put} />
      </Part>
    </>
  );
}

/** The pieces as they are drawn, in their order by hand or keyboard; the chosen one's form below. */
function Pieces({ index, put }: { index: number; put: (part: Partial<PlanPart>, about?: string) => void }) {
  const t = useText('case-types');
  const { document, readOnly, findings, focus } = useEdit();
  const box = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const plan = document.plans![index]!;
  const { pieces } = plan;
  const place = `plans[${index}].pieces`;
  // The piece that a finding or the diagram led to.
  const asked = pieces.findIndex((_, at) => isIn(focus?.place ?? '', `${place}[${at}]`));
  const [chosen, setChosen] = useState(Math.max(asked, 0));
  const [seen, setSeen] = useState(focus);
  if (focus !== seen) {
    setSeen(focus);
    if (asked >= 0) setChosen(asked);
  }
  const at = Math.min(chosen, pieces.length - 1);
  const current = pieces[at];
  const nameOf = (piece: PiecePart) => partName(inBoth(piece.name), piece.key);
  const wrong = useWrong()(place, true);
  function move(from: number, to: number) {
    if (readOnly || to < 0 || to >= pieces.length) return;
    put({ pieces: moved(pieces, from, to) });
    setChosen(to);
    setSaid(t('form.moved', { name: nameOf(pieces[from]!), number: to + 1, total: pieces.length }));
  }
  function onKey(event: KeyboardEvent, from: number) {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(pieces.length - 1, from + step));
    if (event.altKey) move(from, from + step);
    else setChosen(next);
    requestAnimationFrame(() =>
      box.current?.querySelectorAll<HTMLButtonElement>('li > button')[next]?.focus(),
    );
  }
  return (
    <>
      {wrong !== undefined && <p className="error">{wrong}</p>}
      <div ref={box}>
        <PlanDrawing
          label={t('form.planDrawing', { name: partName(plan.name, plan.key) })}
          pieces={pieces}
          current={at}
          wrong={(one) => {
            const count = findings.filter((found) => isIn(found.place, `${place}[${one}]`)).length;
            return count === 0 ? '' : t('form.found1', { count });
          }}
          onOpen={setChosen}
          onKey={onKey}
        />
      </div>
      {!readOnly && (
        <div className="type-items-tools">
          <Button
            small
            icon={<IconPlus size={14} aria-hidden />}
            disabled={pieces.length >= 30}
            onClick={() => {
              put({ pieces: [...pieces, blankPiece(keysOfPieces(plan))] });
              setChosen(pieces.length);
            }}
          >
            {t('form.addPiece')}
          </Button>
          {current !== undefined && (
            <>
              <IconButton
                label={t('form.up', { name: nameOf(current) })}
                disabled={at === 0}
                onClick={() => move(at, at - 1)}
              >
                <IconArrowUp size={15} aria-hidden />
              </IconButton>
              <IconButton
                label={t('form.down', { name: nameOf(current) })}
                disabled={at === pieces.length - 1}
                onClick={() => move(at, at + 1)}
              >
                <IconArrowDown size={15} aria-hidden />
              </IconButton>
              <IconButton
                label={t('form.remove', { name: nameOf(current) })}
                disabled={pieces.length === 1}
                onClick={() => put({ pieces: withoutPiece(plan, at).pieces })}
              >
                <IconTrash size={15} aria-hidden />
              </IconButton>
            </>
          )}
        </div>
      )}
      <output className="sr">{said}</output>
      {current !== undefined && (
        <PieceForm key={at} plan={plan} place={`${place}[${at}]`} at={at} put={put} />
      )}
    </>
  );
}

function PieceForm({
  plan,
  place,
  at,
  put: putPlan,
}: {
  plan: PlanPart;
  place: string;
  at: number;
  put: (part: Partial<PlanPart>, about?: string) => void;
}) {
  const t = useText('case-types');
  const wrong = useWrong();
  const piece = plan.pieces[at]!;
  const put = (part: Partial<PiecePart>, about?: string) =>
    putPlan(
      { pieces: plan.pieces.map((one, n) => (n === at ? { ...one, ...part } : one)) },
      about === undefined ? undefined : `pieces[${at}].${about}`,
    );
  const rename = (to: string) => putPlan({ pieces: pieceRenamed(plan, at, to).pieces });
  const taken = new Set(plan.pieces.filter((_, n) => n !== at).map(({ key }) => key));
  return (
    <section
      className="form type-piece-form"
      aria-label={t('form.pieceOf', { number: at + 1, name: partName(inBoth(piece.name), piece.key) })}
    >
      <Words
        place={`${place}.name`}
        label={t('form.pieceName')}
        value={inBoth(piece.name)}
        onChange={({ it, en }) => put({ name: { it, en } }, 'name')}
        onDone={() => {
          const name = inBoth(piece.name);
          // A piece that has just been named gets a key of that name.
          if (madeUp.test(piece.key) && partName(name, '') !== '')
            rename(keyFor(name.en || name.it, taken, 'piece'));
        }}
      />
      <Asked place={place} piece={piece} onChange={(choice) => put(askedAs(choice))} />
      <Words
        place={`${place}.question`}
        label={t('form.question')}
        rows={3}
        maxLength={5000}
        value={inBoth(piece.question)}
        onChange={({ it, en }) => put({ question: { it, en } }, 'question')}
      />
      {plan.pieces.length > 1 && (
        <Several
          place={`${place}.after`}
          label={t('form.after')}
          empty={t('form.afterNone')}
          help={t('form.afterHelp')}
          value={piece.after}
          options={plan.pieces.flatMap((one, n) =>
            n === at ? [] : [{ value: one.key, label: `${n + 1}. ${partName(inBoth(one.name), one.key)}` }],
          )}
          onChange={(after) => put({ after: after.length === 0 ? undefined : after })}
        />
      )}
      <div className="form-row">
        <Line
          place={`${place}.dueHours`}
          label={t('form.dueHours')}
          help={t('form.dueHoursHelp')}
          type="number"
          optional
          value={piece.dueHours == null ? '' : String(piece.dueHours)}
          onChange={(text) =>
            put({ dueHours: text.trim() === '' ? undefined : Math.trunc(Number(text)) }, 'dueHours')
          }
        />
        <KeyInput
          place={`${place}.key`}
          value={piece.key}
          taken={taken}
          uses={waitingFor(plan, piece.key).length}
          error={wrong(`${place}.key`)}
          onRename={rename}
        />
      </div>
    </section>
  );
}

/** Whom a piece asks: whoever is in charge, a queue or a centre. What is named and not there stays to be seen. */
function Asked({
  place,
  piece,
  onChange,
}: {
  place: string;
  piece: PiecePart;
  onChange: (choice: string) => void;
}) {
  const t = useText('case-types');
  const wrong = useWrong();
  const { queues, centres } = useAsked();
  const now = askedOf(piece);
  const groups = [
    {
      label: t('form.queues'),
      options: queues
        .filter(({ active, code }) => active || now === `queue ${code}`)
        .map(({ code, name }) => ({ value: `queue ${code}`, label: name })),
    },
    {
      label: t('form.centres'),
      options: centres
        .filter(({ active, name }) => active || now === `centre ${name}`)
        .map(({ name }) => ({ value: `centre ${name}`, label: name })),
    },
  ];
  const known =
    now === '' ||
    now === 'inCharge' ||
    groups.some(({ options }) => options.some(({ value }) => value === now));
  const error = [
    wrong(place, true),
    wrong(`${place}.queue`),
    wrong(`${place}.centre`),
    wrong(`${place}.inCharge`),
  ]
    .filter((one) => one !== undefined)
    .join(' ');
  return (
    <Field
      label={t('form.asked')}
      help={now === 'inCharge' ? t('form.inChargeHelp') : undefined}
      error={error === '' ? undefined : error}
    >
      {(ids) => (
        <select
          className="input"
          {...ids}
          data-place={place}
          value={now}
          onChange={(event) => onChange(event.target.value)}
        >
          {now === '' && <option value="">{t('form.choose')}</option>}
          {!known && (
            <option value={now}>{t('form.notThere', { key: now.slice(now.indexOf(' ') + 1) })}</option>
          )}
          <option value="inCharge">{t('form.inCharge')}</option>
          {groups.map(({ label, options }) => (
            <optgroup key={label} label={label}>
              {options.map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </Field>
  );
}
