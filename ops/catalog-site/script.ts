/** Search, and the lines of whoever is pointed at. Without it the page is whole, only not searchable. */
export const SCRIPT = `
const search = document.querySelector('input')
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean)
  for (const entry of document.querySelectorAll('.entry')) {
    const text = entry.textContent.toLowerCase()
    entry.hidden = !words.every((word) => text.includes(word))
  }
  for (const section of document.querySelectorAll('section')) {
    section.hidden = section.querySelector('.entry') !== null && section.querySelector('.entry:not([hidden])') === null
  }
})
for (const node of document.querySelectorAll('svg a')) {
  const { from, to } = node.dataset
  const lines = document.querySelectorAll(from ? '[data-from="' + from + '"].flow' : '[data-to="' + to + '"].flow')
  const turn = (on) => () => lines.forEach((line) => line.classList.toggle('on', on))
  for (const event of ['mouseenter', 'focus']) node.addEventListener(event, turn(true))
  for (const event of ['mouseleave', 'blur']) node.addEventListener(event, turn(false))
}
`
