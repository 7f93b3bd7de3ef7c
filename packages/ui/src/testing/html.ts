import { HtmlValidate } from 'html-validate'

/** Rules of style that are no errors of HTML: how the renderer closes and quotes. */
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    'doctype-style': 'off',
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit'] }],
    'no-inline-style': 'error',
    // `tel:` and identifiers are written as their owners write them.
    'tel-non-breaking': 'off',
  },
})

/** Errors of a document against the HTML standard, a line each. */
export async function validateHtml(html: string): Promise<readonly string[]> {
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) =>
    messages.map(
      ({ ruleId, message, line, column, selector }) => `${ruleId}: ${message} at ${line}:${column} ${selector ?? ''}`,
    ),
  )
}
