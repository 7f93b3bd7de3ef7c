// Suggestions under a search box (WAI-ARIA combobox with a list): arrows choose, Enter searches, Escape closes. Without them the form works as it is.
for (const form of document.querySelectorAll('form[data-suggest]')) {
  const input = form.querySelector('input[type=search]')
  const list = document.createElement('ul')
  list.id = `${input.id}-suggestions`
  list.className = 'suggestions'
  list.role = 'listbox'
  list.ariaLabel = input.dataset.list
  list.hidden = true
  form.querySelector('.box').after(list)
  input.role = 'combobox'
  input.setAttribute('aria-controls', list.id)
  input.setAttribute('aria-autocomplete', 'list')
  input.setAttribute('aria-expanded', 'false')

  let chosen = -1
  let asked = ''
  let timer
  let asking

  const show = (words) => {
    chosen = -1
    list.replaceChildren(
      ...words.map((word, at) => {
        const item = document.createElement('li')
        item.id = `${list.id}-${at}`
        item.role = 'option'
        item.dir = 'auto'
        item.ariaSelected = 'false'
        item.textContent = word
        return item
      }),
    )
    list.hidden = words.length === 0
    input.setAttribute('aria-expanded', String(words.length > 0))
    input.removeAttribute('aria-activedescendant')
  }

  const choose = (at) => {
    const items = [...list.children]
    chosen = (at + items.length) % items.length
    for (const [index, item] of items.entries()) item.ariaSelected = String(index === chosen)
    input.setAttribute('aria-activedescendant', items[chosen].id)
    input.value = items[chosen].textContent
  }

  const ask = async () => {
    const words = input.value.trim()
    if (words === asked) return
    asked = words
    asking?.abort()
    if (words.length < 2) return show([])
    asking = new AbortController()
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asking.signal })
      const found = answer.ok ? await answer.json() : []
      if (words === asked) show(found.slice(0, 8))
    } catch {
      if (words === asked) show([])
    }
  }

  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, 120)
  })
  input.addEventListener('keydown', (event) => {
    if (list.hidden) return
    if (event.key === 'ArrowDown') choose(chosen + 1)
    else if (event.key === 'ArrowUp') choose(chosen < 0 ? -1 : chosen - 1)
    else if (event.key === 'Escape') show([])
    else return
    event.preventDefault()
  })
  input.addEventListener('blur', () => setTimeout(() => show([]), 150))
  list.addEventListener('mousedown', (event) => {
    const item = event.target.closest('li')
    if (item === null) return
    event.preventDefault()
    input.value = item.textContent
    form.requestSubmit()
  })
}
