import { lazy, Suspense, useEffect, useRef, useState, type ComponentType } from 'react';
import { Skeleton, TabPanel, Tabs, useTabIds, useText } from '#web/kit/index.ts';
import { sectionOf, sections, type Section, type TypeDocument } from './document.rules.ts';
import { useEdit } from './edit.tsx';
import type { SectionProps } from './fields.tsx';
import { keysOf } from './references.rules.ts';

const work = () => import('./work.tsx');
const screens: Record<Section, ComponentType<SectionProps>> = {
  general: lazy(() => import('./general.tsx')),
  fields: lazy(() => import('./fields.tsx')),
  states: lazy(() => import('./states.tsx')),
  transitions: lazy(() => import('./transitions.tsx')),
  tasks: lazy(() => work().then(({ Tasks }) => ({ default: Tasks }))),
  approvals: lazy(() => work().then(({ Approvals }) => ({ default: Approvals }))),
  documents: lazy(() => work().then(({ Documents }) => ({ default: Documents }))),
  clocks: lazy(() => import('./clocks.tsx')),
  plans: lazy(() => import('./plans.tsx')),
  notices: lazy(() => import('./notices.tsx')),
};

/** A place of the document that is to be shown; a new one each time, though it may be the same. */
export interface Wanted {
  place: string;
}

/** Everything of a definition as forms, a section at a time. */
export function TypeForms({ wanted }: { wanted: Wanted | null }) {
  const t = useText('case-types');
  const ids = useTabIds();
  const { document, findings } = useEdit();
  const box = useRef<HTMLDivElement>(null);
  const [section, setSection] = useState<Section>('general');
  const [open, setOpen] = useState<Partial<Record<Section, number>>>({});
  const [shown, setShown] = useState<Wanted | null>(null);
  if (wanted !== shown) {
    setShown(wanted);
    if (wanted !== null) {
      const found = sectionOf(wanted.place);
      setSection(found.section);
      const index = indexOf(document, found);
      if (index !== null) setOpen((old) => ({ ...old, [found.section]: index }));
    }
  }
  // The form of the section may still be on its way: then the focus waits for it.
  useEffect(() => {
    if (wanted === null) return;
    let tries = 0;
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      tries += 1;
      if (!focusPlace(box.current, wanted.place) && tries < 40) timer = setTimeout(look, 50);
    };
    timer = setTimeout(look, 0);
    return () => clearTimeout(timer);
  }, [wanted]);
  const Screen = screens[section];
  const count = (one: Section): number | undefined =>
    one === 'general' ? undefined : keysOf(document, one).length;
  const wrong = (one: Section) => findings.filter(({ place }) => sectionOf(place).section === one).length;
  return (
    <div ref={box} className="type-forms">
      <Tabs<Section>
        label={t('form.sections')}
        className="type-sections"
        ids={ids}
        open={section}
        onOpen={setSection}
        tabs={sections.map((id) => {
          const label = id === 'general' ? t('form.general') : t(`parts.${id}`);
          const items = count(id);
          return {
            id,
            label: wrong(id) > 0 ? `${label} ⚠` : label,
            ...(items === undefined ? {} : { count: items }),
          };
        })}
      />
      <TabPanel ids={ids} id={section} className="type-section">
        <Suspense fallback={<Skeleton rows={6} />}>
          <Screen
            open={open[section] ?? 0}
            onOpen={(index) => setOpen((old) => ({ ...old, [section]: index }))}
          />
        </Suspense>
      </TabPanel>
    </div>
  );
}

/** Which of its section a place is in: by number, or by key. */
function indexOf(document: TypeDocument, { section, item }: ReturnType<typeof sectionOf>): number | null {
  if (section === 'general' || item === null) return null;
  return typeof item === 'number' ? item : Math.max(0, keysOf(document, section).indexOf(item));
}

/** Puts the focus on the control of a place, or on the nearest one that it lies in. */
function focusPlace(box: HTMLElement | null, place: string): boolean {
  for (let at = place; box !== null; at = at.replace(/(\.[^.[]+|\[\d+\])$/, '')) {
    const found = box.querySelector<HTMLElement>(`[data-place="${CSS.escape(at)}"]`);
    if (found !== null) {
      for (
        let fold = found.closest('details');
        fold !== null;
        fold = fold.parentElement?.closest('details') ?? null
      )
        fold.open = true;
      const control = found.matches('input, select, textarea, button')
        ? found
        : (found.querySelector<HTMLElement>(
            'input:not(:disabled), select:not(:disabled), textarea, button',
          ) ?? found);
      control.focus();
      control.scrollIntoView({ block: 'center' });
      return true;
    }
    if (!/[.[]/.test(at)) break;
  }
  // A part as a whole: its form.
  const first = box?.querySelector<HTMLElement>(
    '.type-item-form :is(input, select, textarea):not(:disabled)',
  );
  first?.focus();
  return first != null;
}
