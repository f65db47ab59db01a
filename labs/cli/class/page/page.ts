/**
 * The page of a class: what is in the address says how it looks, what comes from the
 * server says what it shows.
 *
 *     /?lab=04-cgroups&projector&lang=zh
 */
import type { Language } from '#checker/check.ts'
import { draw } from '../../web/page/draw.ts'
import { element } from '../../web/page/element.ts'
import { type Connection, follow } from '../../web/page/follow.ts'
import { pageSecret } from '../../web/page/secret.ts'
import type { ClassView } from '../feed.ts'
import { joinView } from './join-view.ts'
import { mapView } from './map-view.ts'
import { stuckView } from './stuck-view.ts'
import { sumsView } from './sums-view.ts'
import { type PageMessage, say } from './words.ts'

const STATES: Readonly<Record<Connection, PageMessage>> = {
  connecting: 'page.connecting',
  live: 'page.live',
  lost: 'page.lost',
  refused: 'page.refused',
}

const place = <T extends HTMLElement>(selector: string) =>
  document.querySelector(selector) as T

class ClassPage {
  readonly #secret = pageSecret()
  readonly #wishes = new URLSearchParams(location.search)
  #connection: Connection = 'connecting'
  #view: ClassView | null = null
  #following = new AbortController()

  begin(): void {
    place('#projector').onclick = () => this.#toggleProjector()
    place('#language').onclick = () => this.#wish('lang', this.#other())
    place<HTMLSelectElement>('#lab').onchange = ({ target }) =>
      this.#wish('lab', (target as HTMLSelectElement).value)
    document.onkeydown = (event) => {
      if (event.altKey && event.code === 'KeyP') this.#toggleProjector()
    }
    this.#draw()
    this.#follow()
  }

  get #language(): Language {
    const wished = this.#wishes.get('lang') ?? document.documentElement.lang
    return wished === 'zh' ? 'zh' : 'en'
  }

  #other(): Language {
    return this.#language === 'zh' ? 'en' : 'zh'
  }

  get #isProjector(): boolean {
    return this.#wishes.has('projector')
  }

  #toggleProjector(): void {
    this.#wish('projector', this.#isProjector ? null : '')
  }

  /** The address says it, so that the page can be loaded again and linked to. */
  #wish(name: string, value: string | null): void {
    if (value === null) this.#wishes.delete(name)
    else this.#wishes.set(name, value)
    history.replaceState(null, '', `${location.pathname}?${this.#wishes}`)
    if (name !== 'lang') this.#view = null
    this.#draw()
    if (name !== 'lang') this.#follow()
  }

  /** Have the server send what is wished for, and nothing more than that. */
  #follow(): void {
    this.#following.abort()
    const following = new AbortController()
    this.#following = following
    if (this.#secret === null) this.#show('refused')
    else this.#read(this.#secret, following.signal)
  }

  #read(secret: string, signal: AbortSignal): void {
    const query = new URLSearchParams()
    const lab = this.#wishes.get('lab')
    if (lab !== null) query.set('lab', lab)
    if (this.#isProjector) query.set('people', 'none')
    void follow<ClassView>({
      path: `/api/view?${query}`,
      secret,
      signal,
      onConnection: (state) => this.#show(state),
      onEvent: (view) => {
        if (signal.aborted) return
        this.#view = view
        this.#draw()
      },
    })
  }

  #show(state: Connection): void {
    this.#connection = state
    this.#draw()
  }

  #draw(): void {
    const language = this.#language
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.documentElement.classList.toggle('projector', this.#isProjector)
    document.title = `${say(language, 'page.title')} · labs`
    draw(place('h1'), [say(language, 'page.title')])
    draw(place('#connection'), [say(language, STATES[this.#connection])])
    place('#connection').className = this.#connection
    this.#drawControls(language)
    if (this.#view === null) this.#drawNothing()
    else this.#drawView(language, this.#view)
  }

  #drawControls(language: Language): void {
    const projector = place('#projector')
    draw(projector, [say(language, 'page.projector')])
    projector.setAttribute('aria-pressed', String(this.#isProjector))
    // In the language of those who look for it.
    const other = place('#language')
    draw(other, [language === 'zh' ? 'English' : '中文'])
    other.lang = language === 'zh' ? 'en' : 'zh-CN'
    draw(place('label span'), [say(language, 'page.lab')])
  }

  /** What was asked for before must not be taken for what is asked for now. */
  #drawNothing(): void {
    for (const id of ['#notes', '#stuck', '#map', '#join']) draw(place(id), [])
    place('#map').hidden = true
  }

  #drawView(language: Language, view: ClassView): void {
    const nobody = view.people === 0
    const table = this.#isProjector ? sumsView : mapView
    drawLabs(language, view)
    const full = element('p', {}, say(language, 'page.notKept'))
    draw(place('#notes'), view.isKept ? [] : [full])
    draw(place('#stuck'), nobody ? [] : stuckView(language, view))
    draw(place('#map'), nobody ? [] : table(language, view))
    const label = this.#isProjector ? 'page.sums' : 'page.map'
    place('#map').setAttribute('aria-label', say(language, label))
    place('#map').hidden = nobody
    draw(place('#join'), joinView(language, view))
  }
}

/** The labs to choose from; the choice itself stays where it is. */
function drawLabs(language: Language, { labs, lab }: ClassView): void {
  const select = place<HTMLSelectElement>('#lab')
  const options = labs.map(
    ({ id, title }) => new Option(`${id}  ${title[language]}`, id),
  )
  const text = JSON.stringify([language, labs])
  if (select.dataset.shown !== text) select.replaceChildren(...options)
  select.dataset.shown = text
  select.value = lab.id
}

new ClassPage().begin()
