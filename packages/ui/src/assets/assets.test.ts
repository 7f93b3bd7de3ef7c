import { brotliCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { physicalDeclarations } from '../testing/arabic.ts'
import { addressOf, assets } from './assets.ts'

const text = (name: string) => Buffer.from(assets().get(addressOf(name))?.bytes ?? []).toString()

it('serves style, fonts and mark under addresses that change with their bytes', () => {
  for (const [path, asset] of assets()) {
    expect(path).toMatch(/^\/assets\/[a-z-]+\.[0-9a-f]{12}\.(css|js|svg|woff2)$/)
    expect(asset.immutable).toBe(true)
    expect(asset.bytes.length).toBeGreaterThan(0)
  }
  expect(() => addressOf('nothing.css')).toThrow('no asset')
})

it('names fonts in the style by those addresses', () => {
  for (const font of ['arabic.woff2', 'latin.woff2']) expect(text('rabt.css')).toContain(`url(${addressOf(font)})`)
})

it('keeps to its budget: style 20 KiB, fonts 120 kB, scripts 10 KiB, compressed', () => {
  const size = (ending: string) =>
    [...assets()]
      .filter(([path]) => path.endsWith(ending))
      .reduce((sum, [, { bytes }]) => sum + (ending === '.woff2' ? bytes.length : brotliCompressSync(bytes).length), 0)
  expect(size('.css')).toBeLessThan(20 * 1024)
  expect(size('.woff2')).toBeLessThan(120_000)
  expect(size('.js')).toBeLessThan(10 * 1024)
})

it('knows no left and right', () => {
  expect(physicalDeclarations(text('rabt.css'))).toEqual([])
})
