/** The mark: an arc that links two points. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 40 40" aria-hidden="true">
      <path d="M6 28Q20 2 34 28" />
      <circle cx="6" cy="28" r="4" />
      <circle cx="34" cy="28" r="4" />
      <circle class="middle" cx="20" cy="15" r="4" />
    </svg>
  )
}
