import type { Random } from './random.ts';

/** What a template may name: `$importo`, `$bolletta` … */
export type Values = Readonly<Record<string, string>>;

type Part = string | { name: string } | { options: Part[][] };

// Templates are few and used thousands of times.
const parsed = new Map<string, Part[]>();

/**
 * Writes a sentence from a template: `{a|b|c}` is one of them (they nest), `$name` is a value. An unknown name and an
 * unclosed brace throw, so that no template leaks into a message.
 */
export function phrase(template: string, rng: Random, values: Values): string {
  let parts = parsed.get(template);
  if (!parts) {
    parts = parse(template);
    parsed.set(template, parts);
  }
  return write(parts, template, rng, values);
}

function write(parts: Part[], template: string, rng: Random, values: Values): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else if ('options' in part) text += write(rng.pick(part.options), template, rng, values);
    else {
      const value = values[part.name];
      if (value === undefined) throw new Error(`template: "$${part.name}" has no value in "${template}"`);
      text += value;
    }
  }
  return text;
}

function parse(template: string): Part[] {
  const tokens = template.match(/[{}|]|\$[a-z][a-z0-9]*|[^{}|$]+|\$/gi) ?? [];
  let at = 0;
  const sequence = (inside: boolean): Part[][] => {
    const options: Part[][] = [[]];
    for (;;) {
      const token = tokens[at];
      at += 1;
      if (token === undefined) {
        if (inside) throw new Error(`template: a brace is not closed in "${template}"`);
        return options;
      }
      const current = options.at(-1)!;
      if (token === '{') current.push({ options: sequence(true) });
      else if (token === '|' && inside) options.push([]);
      else if (token === '}' && inside) return options;
      else if (token.startsWith('$') && token.length > 1) current.push({ name: token.slice(1) });
      else current.push(token);
    }
  };
  return sequence(false)[0]!;
}
