/** Attributes of a machine by name; those that are not here are unknown, not absent. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * Whether a machine meets an expression of ECS's cluster query language; undefined where that depends on attributes that
 * are not known, or where the expression cannot be read. Source: Amazon ECS Developer Guide, "Cluster query language".
 */
export function meets(expression: string, attributes: Attributes): boolean | undefined {
  const tokens = tokensOf(expression);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens, attributes);
  try {
    const verdict = reader.any();
    return reader.isAtEnd ? verdict : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

class Unreadable extends Error {}
type Verdict = boolean | undefined;

/** `name in [a, b]`, `not (x == y)`: names and values are words without blanks, or texts in quotes. */
function tokensOf(expression: string): readonly string[] | undefined {
  const token =
    /\s*(?:(&&|\|\||==|!=|=~|!~|>=|<=|>|<|[()[\],])|"([^"]*)"|'([^']*)'|([^\s()[\],=<>"'&|]+?(?=!=|!~|[\s()[\],=<>&|]|$)))/uy;
  const tokens: string[] = [];
  const text = expression.trim();
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  return tokens;
}

/** any: every (or every)…; every: one (and one)…; one: not one, (any), comparison. */
class Reader {
  private at = 0;
  constructor(
    private readonly tokens: readonly string[],
    private readonly attributes: Attributes,
  ) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  any(): Verdict {
    let verdict = this.every();
    while (this.takes("or", "||")) {
      const other = this.every();
      verdict =
        verdict === true || other === true ? true : verdict === undefined || other === undefined ? undefined : false;
    }
    return verdict;
  }

  private every(): Verdict {
    let verdict = this.one();
    while (this.takes("and", "&&")) {
      const other = this.one();
      verdict =
        verdict === false || other === false ? false : verdict === undefined || other === undefined ? undefined : true;
    }
    return verdict;
  }

  private one(): Verdict {
    if (this.takes("not", "!")) return opposite(this.one());
    if (!this.takes("(")) return this.comparison();
    const verdict = this.any();
    if (!this.takes(")")) throw new Unreadable();
    return verdict;
  }

  private comparison(): Verdict {
    const subject = this.next();
    const operator = this.next().toLowerCase();
    const own = subject.startsWith("attribute:") ? this.attributes[subject.slice("attribute:".length)] : undefined;
    switch (operator) {
      case "exists":
        return own === undefined ? undefined : true;
      case "!exists":
        return own === undefined ? undefined : false;
      case "==":
      case "equals": {
        const value = this.next();
        return own === undefined ? undefined : own === value;
      }
      case "!=":
      case "not_equals": {
        const value = this.next();
        return own === undefined ? undefined : own !== value;
      }
      case "=~":
      case "matches":
        return matches(own, this.next());
      case "!~":
      case "not_matches":
        return opposite(matches(own, this.next()));
      case "in": {
        const values = this.list();
        return own === undefined ? undefined : values.includes(own);
      }
      case "!in":
      case "not_in": {
        const values = this.list();
        return own === undefined ? undefined : !values.includes(own);
      }
      case ">":
      case ">=":
      case "<":
      case "<=":
        this.next();
        return undefined; // of numbers, which no attribute that is known here is
      default:
        throw new Unreadable();
    }
  }

  private list(): readonly string[] {
    if (!this.takes("[")) throw new Unreadable();
    const values = [this.next()];
    while (this.takes(",")) values.push(this.next());
    if (!this.takes("]")) throw new Unreadable();
    return values;
  }

  private takes(...words: readonly string[]): boolean {
    const isOne = words.includes(this.tokens[this.at]?.toLowerCase() ?? "");
    if (isOne) this.at += 1;
    return isOne;
  }

  private next(): string {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Unreadable();
    this.at += 1;
    return token;
  }
}

function opposite(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

/** Patterns are regular expressions that the whole value must fit; a pattern that is none says nothing. */
function matches(own: string | undefined, pattern: string): Verdict {
  if (own === undefined) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(own);
  } catch {
    return undefined;
  }
}
