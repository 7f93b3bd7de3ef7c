/** Text of an XML 1.0 document: what markup would read is escaped, what the standard forbids (§2.2) is gone. */
export function xml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"']/g, (it) => ENTITIES[it] ?? it)
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** `<name attr="…">inner</name>`; `inner` is XML already. An attribute that is undefined is left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  inner?: string | readonly string[],
): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${xml(value)}"`,
  )
  const content = inner === undefined ? '' : typeof inner === 'string' ? inner : inner.join('')
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`
}

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** Without fractions: `2026-01-02T03:04:05Z`. */
export const seconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`
