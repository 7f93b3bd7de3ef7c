import { serviceRecord } from '../../content/testing/records.ts'
import { openInverted } from '../engine/inverted.ts'
import { analyse } from '../index/analyse.ts'

/** An index of services with these titles (Arabic, or Arabic and English), in the state of the id or KW. For tests. */
export function indexOf(titles: Readonly<Record<string, string | readonly [ar: string, en: string]>>) {
  const index = openInverted()
  for (const [name, title] of Object.entries(titles)) {
    const [ar, en] = typeof title === 'string' ? [title] : title
    const id = name.includes('/') ? name.replace('/', '/service/') : `KW/service/${name}`
    index.put(analyse(serviceRecord(id, { title: { ar, en }, outputs: [{ ar: 'ناتج' }], sectors: [] })), 'digest')
  }
  return index
}
