import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { FONTS, fontFaces } from './fonts.ts'
import { HOME, stylesheet } from './stylesheet.ts'

/** A file for browsers. `immutable`: its address holds a hash of its bytes, so it may be kept for ever. */
export interface Asset {
  readonly bytes: Uint8Array
  readonly type: string
  readonly immutable: boolean
}

/** Addresses as pages name them, `/assets/rabt.css` without hash to `/assets/rabt.1f0a….css` with it. */
interface Built {
  readonly files: ReadonlyMap<string, Asset>
  readonly addresses: ReadonlyMap<string, string>
}

let built: Built | undefined

/** All files of the design system, by path: style, fonts, script islands, the mark. Read once. */
export function assets(): ReadonlyMap<string, Asset> {
  built ??= build()
  return built.files
}

/** The address of `rabt.css`, `arabic.woff2`, `copy.js`; throws where there is no such file. */
export function addressOf(name: string): string {
  built ??= build()
  const found = built.addresses.get(name)
  if (found === undefined) throw new Error(`no asset ${name}`)
  return found
}

function build(): Built {
  const files = new Map<string, Asset>()
  const addresses = new Map<string, string>()
  const add = (name: string, type: string, bytes: Uint8Array): string => {
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
    const address = `/assets/${name.replace(/\.(\w+)$/, `.${hash}.$1`)}`
    files.set(address, { bytes, type, immutable: true })
    addresses.set(name, address)
    return address
  }
  for (const font of Object.keys(FONTS)) add(`${font}.woff2`, 'font/woff2', read('font', `${font}.woff2`))
  for (const script of globSync('*.js', { cwd: join(HOME, 'js') }).sort())
    add(script, 'text/javascript; charset=utf-8', read('js', script))
  const css = stylesheet(fontFaces((font) => addresses.get(`${font}.woff2`) ?? ''))
  add('rabt.css', 'text/css; charset=utf-8', Buffer.from(css))
  for (const picture of globSync('*.svg', { cwd: join(HOME, 'css') }).sort())
    add(basename(picture), 'image/svg+xml', read('css', picture))
  return { files, addresses }
}

function read(...path: string[]): Uint8Array {
  return readFileSync(join(HOME, ...path))
}
