/** Markup that is finished: what was text in it is escaped. `hono/html`'s `raw` makes such too, by the same mark. */
export class Html {
  readonly isEscaped = true
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

const MARKUP = /[&<>'"]/
const EACH = /[&<>'"]/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&quot;',
}

/** Text as it may stand in an element or between the quotes of an attribute (HTML §13.1.2.3, §13.1.4). */
export function escapeText(text: string): string {
  return MARKUP.test(text) ? text.replace(EACH, (character) => ENTITIES[character] as string) : text
}

export const isEscaped = (value: object): boolean => 'isEscaped' in value && value.isEscaped === true
