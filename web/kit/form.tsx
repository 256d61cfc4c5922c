import {
  useEffect,
  useId,
  useRef,
  useState,
  type FormEvent,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { ApiProblem } from './api.ts';
import { fieldWords } from './field-words.ts';
import { useText } from './i18n.ts';
import { problemText } from './states.tsx';

interface Frame {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
}
interface Ids {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

/** Label, control, help and error, tied together. The control takes the given ids. */
export function Field({
  label,
  help,
  error,
  optional,
  children,
}: Frame & { children: (ids: Ids) => ReactNode }) {
  const t = useText('kit');
  const id = useId();
  // What is wrong may be what the help said: once is enough.
  const advice = help === error ? undefined : help;
  const notes = [advice && `${id}h`, error && `${id}e`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="t3"> {t('optional')}</span>}
      </label>
      {children({
        id,
        ...(notes === '' ? {} : { 'aria-describedby': notes }),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {advice && (
        <p id={`${id}h`} className="help">
          {advice}
        </p>
      )}
      {error && (
        <p id={`${id}e`} className="error">
          {error}
        </p>
      )}
    </div>
  );
}

export const TextField = ({
  label,
  help,
  error,
  optional,
  ...rest
}: Frame & InputHTMLAttributes<HTMLInputElement>) => (
  <Field {...{ label, help, error }} {...(optional ? { optional } : {})}>
    {(ids) => <input className="input" {...ids} {...rest} />}
  </Field>
);
export const AreaField = ({
  label,
  help,
  error,
  optional,
  ...rest
}: Frame & TextareaHTMLAttributes<HTMLTextAreaElement>) => (
  <Field {...{ label, help, error }} {...(optional ? { optional } : {})}>
    {(ids) => <textarea className="input" rows={4} {...ids} {...rest} />}
  </Field>
);
export const SelectField = ({
  label,
  help,
  error,
  optional,
  options,
  ...rest
}: Frame & { options: { value: string; label: string }[] } & SelectHTMLAttributes<HTMLSelectElement>) => (
  <Field {...{ label, help, error }} {...(optional ? { optional } : {})}>
    {(ids) => (
      <select className="input" {...ids} {...rest}>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);
export const CheckField = ({
  label,
  help,
  ...rest
}: { label: ReactNode; help?: string } & InputHTMLAttributes<HTMLInputElement>) => {
  const id = useId();
  return (
    <div className="check">
      <input type="checkbox" id={id} aria-describedby={help ? `${id}h` : undefined} {...rest} />
      <label htmlFor={id}>{label}</label>
      {help && (
        <p id={`${id}h`} className="help">
          {help}
        </p>
      )}
    </div>
  );
};

/**
 * A form's values, its busy state and the server's words about each field.
 * `submit(work)` is the form's onSubmit: a refused field is focused, what names no shown field stands above.
 */
export function useForm<T extends Record<string, unknown>>(start: T) {
  const t = useText('kit');
  const [values, setValues] = useState(start);
  const [problem, setProblem] = useState<ApiProblem | Error | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement | null>(null);
  // Once it is drawn, not at the next frame: on a busy machine that one may come before.
  useEffect(() => {
    if (problem !== null) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);
  const set = <K extends keyof T>(name: K, value: T[K]) => setValues((old) => ({ ...old, [name]: value }));
  const error = (name: string): string | undefined => {
    const said = problem instanceof ApiProblem ? problem.field(name) : undefined;
    return said === undefined ? undefined : fieldWords(said, t);
  };
  return {
    values,
    set,
    setValues,
    busy,
    /** Props of a text control: value, onChange, error. */
    text: (name: keyof T & string) => ({
      name,
      value: String(values[name] ?? ''),
      onChange: (event: { target: { value: string } }) =>
        set(name, event.target.value as T[keyof T & string]),
      error: error(name),
    }),
    error,
    /** Names of the fields that the server refused. */
    wrong: problem instanceof ApiProblem ? problem.fields.map((one) => one.field.replace(/^body\./, '')) : [],
    /** What to say above the form; null when each fault stands at its field. */
    message:
      problem === null
        ? null
        : problem instanceof ApiProblem && problem.fields.length > 0
          ? t('problem.fields')
          : problemText(problem, t),
    clear: () => setProblem(null),
    submit: (work: (values: T) => Promise<unknown>) => async (event?: FormEvent<HTMLFormElement>) => {
      event?.preventDefault();
      form.current = event?.currentTarget ?? null;
      setBusy(true);
      setProblem(null);
      try {
        await work(values);
      } catch (error) {
        setProblem(error as Error);
      } finally {
        setBusy(false);
      }
    },
  };
}

/** The sentence above a form that was refused. */
export const FormMessage = ({ children }: { children: string | null }) => (
  <div role="alert">{children !== null && <p className="notice crit">{children}</p>}</div>
);
