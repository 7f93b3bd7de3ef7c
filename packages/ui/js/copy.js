// Buttons that copy the code beside them. Shown only where the browser lets pages write to the clipboard.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy)
      const status = button.parentElement.querySelector('[role=status]')
      status.textContent = button.dataset.done
      setTimeout(() => {
        status.textContent = ''
      }, 3000)
    })
  }
}
