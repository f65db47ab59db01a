/** The pictures: one is shown at a time, and drawn again when there is news. */
import { h, render } from 'preact'
import type { Language } from '#checker/check.ts'
import type { Live } from '../live.ts'
import { BIRTH_PICTURE, drawBirths } from './births.ts'
import { FreshRows } from './fresh-rows.ts'
import { observe, PICTURES } from './pictures/index.ts'
import { tabRow } from './tabs.ts'
import { say } from './words.ts'

export interface PicturesOptions {
  readonly tabs: HTMLElement
  readonly body: HTMLElement
  readonly foot: HTMLElement
  readonly onChoose: (id: string) => void
}

/** No picture is drawn more often. */
const DRAW_EVERY_MS = 250
/** What was fresh has to fade, also if nothing happens. */
const FADE_EVERY_MS = 1000

export class PicturesView {
  readonly #options: PicturesOptions
  readonly #fresh = new FreshRows()
  readonly #places = new Map<string, HTMLElement>()
  #live: Partial<Live> = {}
  #language: Language = 'en'
  #chosen = PICTURES[0]?.id as string
  #timer: ReturnType<typeof setTimeout> | null = null
  #drawnAt = 0

  constructor(options: PicturesOptions) {
    this.#options = options
    setInterval(() => this.#soon(), FADE_EVERY_MS)
  }

  /** There is news. @param hasScene Whether of the scene. */
  show(live: Partial<Live>, language: Language, hasScene: boolean): void {
    this.#live = live
    this.#language = language
    if (hasScene && live.scene) {
      observe(live.scene)
      this.#fresh.add(live.scene, Date.now())
    }
    this.#soon()
  }

  choose(id: string): void {
    const known = [...PICTURES.map((picture) => picture.id), BIRTH_PICTURE.id]
    if (!known.some((one) => one === id)) return
    this.#chosen = id
    this.#draw()
  }

  #soon(): void {
    if (this.#timer !== null) return
    const rest = Math.max(0, this.#drawnAt + DRAW_EVERY_MS - Date.now())
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#draw()
    }, rest)
  }

  #draw(): void {
    this.#drawnAt = Date.now()
    this.#drawTabs()
    this.#drawPicture()
    this.#drawFoot()
  }

  #drawTabs(): void {
    const { tabs, onChoose } = this.#options
    const language = this.#language
    const titles = [...PICTURES, BIRTH_PICTURE].map(({ id, title }) => ({
      id,
      title: title(language),
      panel: 'picture',
    }))
    const row = tabRow({
      label: say(language, 'play.pictures'),
      tabs: titles,
      chosen: this.#chosen,
      onChoose: (id) => {
        this.choose(id)
        onChoose(id)
      },
    })
    render(row, tabs)
  }

  #drawPicture(): void {
    const { scene, births = [] } = this.#live
    const language = this.#language
    const picture = PICTURES.find(({ id }) => id === this.#chosen)
    if (picture === undefined) {
      drawBirths(births, this.#placeOf(this.#chosen), { language })
    } else if (scene) {
      const changed = this.#fresh.keys(Date.now())
      picture.draw(scene, this.#placeOf(picture.id), { language, changed })
    } else this.#drawWaiting()
  }

  #drawWaiting(): void {
    const place = this.#placeOf('waiting')
    const words = say(this.#language, 'play.waiting')
    render(h('p', { class: 'waiting' }, words), place)
  }

  /** Each picture has a place of its own, so that it finds what it drew before. */
  #placeOf(id: string): HTMLElement {
    let place = this.#places.get(id)
    if (place === undefined) {
      place = document.createElement('div')
      place.className = 'place'
      place.dataset.picture = id
      this.#places.set(id, place)
      this.#options.body.append(place)
    }
    for (const [other, element] of this.#places)
      element.ariaHidden = String(other !== id)
    return place
  }

  #drawFoot(): void {
    const { scene } = this.#live
    const ms = Math.round(scene?.tookMs ?? 0)
    const words = say(this.#language, 'play.looked', { ms })
    render(scene ? h('span', null, words) : null, this.#options.foot)
  }
}
