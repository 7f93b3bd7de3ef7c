import { expect, it } from 'vitest'
import { Bdi } from './bdi.tsx'

it('keeps the direction of a code within Arabic text', () => {
  expect((<Bdi>KW/GOV</Bdi>).toString()).toBe('<bdi dir="ltr">KW/GOV</bdi>')
})
