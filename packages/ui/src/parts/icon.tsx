/** Paths on a 24 × 24 ground, stroked; those that `turn` point along the line and mirror with it. */
const ICONS = {
  next: { turns: true, d: 'M9 5l7 7-7 7' },
  back: { turns: true, d: 'M15 5l-7 7 7 7' },
  arrow: { turns: true, d: 'M4 12h15M13 6l6 6-6 6' },
  down: { turns: false, d: 'M5 9l7 7 7-7' },
  up: { turns: false, d: 'M5 15l7-7 7 7' },
  search: { turns: false, d: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3L21 21' },
  menu: { turns: false, d: 'M4 7h16M4 12h16M4 17h16' },
  close: { turns: false, d: 'M6 6l12 12M18 6L6 18' },
  check: { turns: false, d: 'M4 12.5l5 5L20 6.5' },
  alert: { turns: false, d: 'M12 3.5L22 20.5H2zM12 10v4.5M12 17.4v.1' },
  info: { turns: false, d: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.1' },
  clock: { turns: false, d: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.2l3.4 2' },
  lock: { turns: false, d: 'M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11' },
  address: { turns: false, d: 'M3 5h18v14H3zM3 9.5h18M6 7.3v.1M8.6 7.3v.1' },
  download: { turns: false, d: 'M12 4v11M7 10.5l5 5 5-5M4 20h16' },
  outside: { turns: true, d: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6' },
  copy: { turns: false, d: 'M9 9h11v11H9zM5 15H4V4h11v1' },
  globe: {
    turns: false,
    d: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3.8 6 3.8 9s-.8 6-3.8 9c-3-3-3.8-6-3.8-9S9 6 12 3z',
  },
  proof: { turns: false, d: 'M12 3l8 3v6c0 4.6-3.3 7.6-8 9-4.7-1.4-8-4.4-8-9V6zM8.5 12l2.5 2.5 4.5-5' },
  document: { turns: true, d: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6' },
  sort: { turns: false, d: 'M8 10l4-4.5 4 4.5M8 14l4 4.5 4-4.5' },
} as const

export type IconName = keyof typeof ICONS

/** A picture beside a word, never in place of one: hidden from readers. */
export function Icon({ name }: { readonly name: IconName }) {
  const { turns, d } = ICONS[name]
  return (
    <svg class={turns ? 'icon turns' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={d} />
    </svg>
  )
}
