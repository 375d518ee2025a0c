import {randomUUID} from 'node:crypto';
import {encodeValue, type ValueEncoding} from '../domain/encode-value.ts';
import type {PlanData, PlanTemplate, PlanText, PlanValue} from '../domain/run-plan.ts';
import {FlowError} from './flow-error.ts';
import type {VuContext} from './vu-context.ts';

/** A text of the plan, ready to be written for any VU. */
export interface CompiledText {
  /** The same for every request. */
  readonly isStatic: boolean;
  /** @throws FlowError when something it is made of has no value */
  write(context: VuContext): string;
}

export interface TextNames {
  /** `RunPlan.variables`. */
  readonly variables: readonly string[];
  /** `RunPlan.data`. */
  readonly data: readonly PlanData[];
}

/** Takes a text apart once, so that writing it only joins. */
export function compileText(text: PlanText, names: TextNames): CompiledText {
  if (typeof text === 'string') return new StaticText(text);
  const plain = text.parts.every((part) => typeof part === 'string');
  if (plain) return new StaticText(text.parts.join(''));
  return new TemplateText(text, names);
}

/** As `compileText`, for a header's value: what a header line cannot carry is an error instead of a second line. */
export function compileHeaderText(text: PlanText, names: TextNames, header: string): CompiledText {
  const compiled = compileText(text, names);
  return compiled.isStatic ? compiled : new HeaderText(compiled, header);
}

class StaticText implements CompiledText {
  readonly isStatic = true;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  write(): string {
    return this.#text;
  }
}

class HeaderText implements CompiledText {
  readonly isStatic = false;
  readonly #text: CompiledText;
  readonly #header: string;

  constructor(text: CompiledText, header: string) {
    this.#text = text;
    this.#header = header;
  }

  write(context: VuContext): string {
    const value = this.#text.write(context);
    // RFC 9110, 5.5: visible letters, blanks, tabs, and bytes above 127.
    if (/[^\t\u0020-\u007E\u0080-\u00FF]/.test(value)) {
      throw new FlowError(`header ${this.#header}: a value holds letters that a header cannot carry`);
    }
    return value;
  }
}

class TemplateText implements CompiledText {
  readonly isStatic = false;
  readonly #parts: readonly (string | PlanValue)[];
  readonly #encode: ValueEncoding;
  readonly #names: TextNames;

  constructor({parts, encode}: PlanTemplate, names: TextNames) {
    this.#parts = parts;
    this.#encode = encode;
    this.#names = names;
  }

  write(context: VuContext): string {
    let written = '';
    for (const part of this.#parts) {
      written += typeof part === 'string' ? part : this.#value(part, context);
    }
    return written;
  }

  #value(value: PlanValue, context: VuContext): string {
    switch (value.kind) {
      case 'variable':
        return encodeValue(variableOf(value.variable, context, this.#names), this.#encode);
      case 'data':
        return encodeValue(dataOf(value.source, value.column, context, this.#names), this.#encode);
      case 'vu-id':
        return String(context.vuId + 1);
      case 'iteration':
        return String(context.iteration);
      case 'uuid':
        return randomUUID();
      case 'random':
      default:
        return String(randomBetween(value.min, value.max, context));
    }
  }
}

function variableOf(variable: number, context: VuContext, {variables}: TextNames): string {
  const value = context.value(variable);
  if (value === null) throw new FlowError(`variable ${variables[variable] ?? variable} has no value`);
  return value;
}

function dataOf(source: number, column: number, context: VuContext, {data}: TextNames): string {
  const from = data[source];
  const value = from?.rows[context.rows[source] ?? -1]?.[column];
  if (value === undefined) {
    throw new FlowError(`${from?.label ?? 'data'}: no row for column ${from?.columns[column] ?? column}`);
  }
  return value;
}

function randomBetween(min: number, max: number, context: VuContext): number {
  const width = max - min + 1;
  // One draw has 32 bits.
  const share = width <= 4_294_967_296 ? context.random() : (context.random() + context.random() / 4_294_967_296) % 1;
  return min + Math.min(width - 1, Math.floor(share * width));
}
