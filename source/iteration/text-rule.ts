import type {TextRule} from '../domain/profile.ts';

/** A rule about a text, ready to be asked. */
export function compileTextRule(rule: TextRule): (text: string) => boolean {
  switch (rule.kind) {
    case 'equals': {
      const {text: wanted} = rule;
      return (text) => text === wanted;
    }
    case 'contains': {
      const {text: wanted} = rule;
      return (text) => text.includes(wanted);
    }
    case 'matches':
    default: {
      const pattern = new RegExp(rule.pattern, 'u');
      return (text) => pattern.test(text);
    }
  }
}
