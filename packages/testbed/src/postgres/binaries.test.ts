import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { completeLinks } from './binaries.ts'

const home = mkdtempSync(join(tmpdir(), 'rabt-binaries-'))
afterAll(() => rmSync(home, { recursive: true }))

/** A package as npm leaves it with --ignore-scripts: files there, links missing. */
function makePackage(name: string, links: readonly { readonly source: string; readonly target: string }[]): string {
  const root = join(home, name)
  mkdirSync(join(root, 'native/lib'), { recursive: true })
  writeFileSync(join(root, 'native/lib/libicuuc.so.60.2'), 'library')
  writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify(links))
  return root
}

const LINK = { source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' }

describe('the libraries of the bundled PostgreSQL', () => {
  it('get their missing links in the package when it can be written', () => {
    const root = makePackage('writable', [LINK])
    expect(completeLinks(root, join(home, 'own'), () => true)).toBe(root)
    expect(readlinkSync(join(root, LINK.target))).toBe('libicuuc.so.60.2')
  })

  it('are copied, with their links, when it cannot', () => {
    const root = makePackage('closed', [LINK])
    const own = join(home, 'copy')
    expect(completeLinks(root, own, () => false)).toBe(own)
    expect(readlinkSync(join(own, LINK.target))).toBe('libicuuc.so.60.2')
    expect(completeLinks(root, own, () => false)).toBe(own)
  })

  it('are left alone when the install script has made the links', () => {
    const root = makePackage('complete', [LINK])
    symlinkSync('libicuuc.so.60.2', join(root, LINK.target))
    expect(completeLinks(root, join(home, 'unused'), () => false)).toBe(root)
  })

  it('are refused when the list leaves the package', () => {
    const root = makePackage('hostile', [{ source: '../../etc/passwd', target: LINK.target }])
    expect(() => completeLinks(root, join(home, 'unused'), () => true)).toThrow('link outside of the package')
  })
})
