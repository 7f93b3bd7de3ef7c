import { describe, expect, it } from 'vitest'
import { makeCertificates, NOW } from '../../test/hostile/federation.ts'
import { checkerFor, goodAnswer, type SingleAnswer } from '../../test/hostile/parsers/ocsp.ts'

const HOUR = 3_600_000
const { ca, seal } = makeCertificates('KW')
const check = (...singles: readonly SingleAnswer[]) =>
  checkerFor(ca.certificate, (request) => goodAnswer(request, ca, singles)).check(seal)
const current: SingleAnswer = { asked: true, thisUpdate: NOW - HOUR, nextUpdate: NOW + HOUR }
const past: SingleAnswer = { asked: true, thisUpdate: NOW - 2 * HOUR, nextUpdate: NOW - 1000 }

describe('an OCSP answer', () => {
  it('is good within its times', async () => {
    await expect(check(current)).resolves.toBeUndefined()
  })

  it.each([
    ['past its nextUpdate', [past]],
    ['from the future', [{ ...current, thisUpdate: NOW + HOUR / 2 }]],
    ['past, beside a current one of another certificate', [{ ...current, asked: false }, past]],
    ['of another certificate alone', [{ ...current, asked: false }]],
    ['twice of one certificate', [current, past]],
  ])('is refused %s', async (_, singles) => {
    await expect(check(...singles)).rejects.toMatchObject({ code: 'CERTIFICATE_INVALID' })
  })

  it('is judged by the times of the certificate that was asked about', async () => {
    await expect(check({ ...past, asked: false }, current)).resolves.toBeUndefined()
  })
})
