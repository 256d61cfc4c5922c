import { useText, type Text } from '#web/kit/index.ts';
import { sectionOf, type TypeDocument } from './document.rules.ts';
import { partName, useEdit } from './edit.tsx';
import { inBoth } from './plans.rules.ts';

/** A place of the document by the names that people gave: `transitions[2].to` is its part, name and control. */
export function usePlaceName(): (place: string) => string {
  const t = useText('case-types');
  const { document } = useEdit();
  return (place) => placeName(place, document, t);
}
export function placeName(place: string, document: TypeDocument | null, t: Text): string {
  const { section, item } = sectionOf(place);
  const way = [t(section === 'general' ? 'form.general' : `parts.${section}`)];
  if (section === 'general') return [...way, ...detailOf(place, t)].join(' › ');
  if (item === null) return way.join(' › ');
  if (section === 'notices') way.push(String(item));
  else {
    const part = document?.[section]?.[Number(item)];
    if (part === undefined) return way.join(' › ');
    way.push(partName('label' in part ? part.label : 'name' in part ? part.name : null, part.key));
  }
  let inside = place.replace(/^\w+(?:\[\d+\]|\.[^.[]+)\.?/, '');
  // A piece of a plan has a name of its own, as the plan has.
  const [whole = '', at] = (section === 'plans' && /^pieces\[(\d+)\]\.?/.exec(inside)) || [];
  const piece = at === undefined ? undefined : document?.plans?.[Number(item)]?.pieces[Number(at)];
  if (piece !== undefined) {
    way.push(partName(inBoth(piece.name), piece.key));
    inside = inside.slice(whole.length);
  }
  return [...way, ...detailOf(inside, t)].join(' › ');
}

// What is called in the forms otherwise than in the document.
const words: Record<string, string> = {
  label: 'form.label',
  name: 'form.name',
  description: 'form.description',
  classifications: 'form.subjects',
  languages: 'form.languages',
  level2: 'form.level2',
  key: 'form.key',
  kind: 'form.kind',
  help: 'form.help',
  options: 'form.options',
  pattern: 'form.pattern',
  patternHelp: 'form.patternWords',
  min: 'form.min',
  max: 'form.max',
  unit: 'form.unit',
  showIf: 'form.when',
  visibleTo: 'form.visibleTo',
  visibleIn: 'form.visibleIn',
  requiredIn: 'form.requiredIn',
  editableIn: 'form.editableIn',
  portal: 'form.portal',
  status: 'form.status',
  from: 'form.from',
  to: 'form.to',
  by: 'form.by',
  needs: 'form.needs',
  notice: 'form.notice',
  inState: 'form.inState',
  checklist: 'form.checklist',
  transition: 'form.approvalFor',
  standard: 'form.standard',
  own: 'form.amount',
  start: 'form.start',
  fulfil: 'form.fulfil',
  pauseIn: 'form.pauseIn',
  warnings: 'form.warnings',
  startedBy: 'form.startedBy',
  pieces: 'form.pieces',
  question: 'form.question',
  queue: 'form.asked',
  centre: 'form.asked',
  after: 'form.after',
  dueHours: 'form.dueHours',
  subject: 'form.noticePart.subject',
  text: 'form.noticePart.text',
  line: 'form.noticePart.line',
};
const spoken = /^(?:it|en|fr|de|es|ar|pl|ru|ro)$/;

/** What of a part it is: the control, and its language. */
function detailOf(inside: string, t: Text): string[] {
  return inside.split(/[.[\]]+/).flatMap((step, at) => {
    if (spoken.test(step)) return [t(`languages.${step}`)];
    // Below the control only what a notice is made of has a name of its own.
    if (at > 0 && !/^(?:subject|text|line)$/.test(step)) return [];
    const key = Object.hasOwn(words, step) ? words[step] : undefined;
    return key === undefined ? [] : [t(key)];
  });
}
