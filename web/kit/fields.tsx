// Parts of the forms that administer things. Only lazy screens need them.
import { useState, type ReactNode } from 'react';
import { Button } from './controls.tsx';
import { Field } from './form.tsx';
import { useText } from './i18n.ts';

/** A part of a long form. */
export const Part = ({ title, help, children }: { title: string; help?: string; children: ReactNode }) => (
  <section className="part">
    <h3>{title}</h3>
    {help !== undefined && <p className="help">{help}</p>}
    {children}
  </section>
);

/** Several choices out of a short list. */
export function CheckList({
  legend,
  options,
  value,
  onChange,
  error,
  columns = 2,
}: {
  legend: string;
  options: { value: string; label: ReactNode }[];
  value: string[];
  onChange: (value: string[]) => void;
  error?: string | undefined;
  columns?: 1 | 2;
}) {
  return (
    <fieldset className="check-list">
      <legend className="field-label">{legend}</legend>
      <div style={{ columns }}>
        {options.map((one) => (
          <label key={one.value} className="check-line">
            <input
              type="checkbox"
              checked={value.includes(one.value)}
              onChange={(event) =>
                onChange(
                  event.target.checked ? [...value, one.value] : value.filter((other) => other !== one.value),
                )
              }
            />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <p className="error">{error}</p>}
    </fieldset>
  );
}

interface Node {
  id: string;
  parentId: string | null;
  label: string;
  active: boolean;
}
/** A choice out of a tree, as one select with the whole way in each line. Levels above `from` head the groups. */
export function TreeSelect({
  label,
  nodes,
  value,
  none,
  error,
  optional,
  anyLevel,
  onChange,
}: {
  label: string;
  nodes: Node[];
  value: string | null;
  none: string;
  error?: string | undefined;
  optional?: boolean;
  /** A branch may be chosen too, not only a leaf. */
  anyLevel?: boolean;
  onChange: (id: string | null) => void;
}) {
  const children = (parent: string | null) =>
    nodes.filter((one) => one.parentId === parent && (one.active || one.id === value));
  const below = (one: Node, way: string): { value: string; label: string }[] => {
    const inside = children(one.id).flatMap((child) =>
      below(child, way === '' ? child.label : `${way} › ${child.label}`),
    );
    const self = { value: one.id, label: way === '' ? one.label : way };
    return anyLevel || inside.length === 0 ? [self, ...inside] : inside;
  };
  return (
    <Field {...{ label, error }} {...(optional ? { optional } : {})}>
      {(ids) => (
        <select
          className="input"
          {...ids}
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        >
          <option value="">{none}</option>
          {children(null).map((root) => (
            <optgroup key={root.id} label={root.label}>
              {below(root, '').map((one) => (
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

/** Text to copy, with the button that does it. */
export function Snippet({ label, text }: { label: string; text: string }) {
  const t = useText('kit');
  const [copied, setCopied] = useState(false);
  return (
    <div className="field">
      <div className="row">
        <span className="field-label grow">{label}</span>
        <Button
          small
          onClick={() =>
            void navigator.clipboard.writeText(text).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          <output>{copied ? t('copied') : t('copy')}</output>
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways */}
      <pre className="snippet" tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
