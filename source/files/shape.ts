/** Says where a value does not have the wanted shape, as `path: what it must be`; null when it has it. */
export type Shape = (value: unknown, path: string) => string | null;

export const anything: Shape = () => null;
export const text: Shape = (value, path) => (typeof value === 'string' ? null : `${path}: must be a text`);
export const finite: Shape = (value, path) =>
  typeof value === 'number' && Number.isFinite(value) ? null : `${path}: must be a number`;
export const count: Shape = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? null : `${path}: must be a count`;
export const flag: Shape = (value, path) => (typeof value === 'boolean' ? null : `${path}: must be true or false`);

export function oneOf(...values: readonly unknown[]): Shape {
  return (value, path) => (values.includes(value) ? null : `${path}: must be one of ${values.join(', ')}`);
}

export function nullable(shape: Shape): Shape {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** Absent in files of earlier versions. */
export function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? null : shape(value, path));
}

export function listOf(shape: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path}: must be a list`;
    for (const [index, item] of value.entries()) {
      const problem = shape(item, `${path}[${index}]`);
      if (problem !== null) return problem;
    }
    return null;
  };
}

export function recordOf(shape: Shape): Shape {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path}: must be an object`;
    for (const [key, item] of Object.entries(value)) {
      const problem = shape(item, `${path}.${key}`);
      if (problem !== null) return problem;
    }
    return null;
  };
}

/** Members beyond `fields` are let through: a later version may add some. */
export function objectOf(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${path || 'it'}: must be an object`;
    for (const [key, shape] of Object.entries(fields)) {
      const member = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
      const problem = shape(member, path === '' ? key : `${path}.${key}`);
      if (problem !== null) return problem;
    }
    return null;
  };
}
