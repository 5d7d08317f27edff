import { type RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Width of an element, px; follows it. 0 before it is known. */
export function useWidth(ref: RefObject<Element | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const read = (): void => setWidth(Math.floor(element.getBoundingClientRect().width));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** False until the first frame is painted: what is below the fold and takes long waits for it. */
export function useAfterPaint(): boolean {
  const [isAfter, setAfter] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => (timer = setTimeout(() => setAfter(true))));
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return isAfter;
}

/** Whether a media query holds; follows it. */
export function useMedia(query: string): boolean {
  const [media] = useState(() => matchMedia(query));
  const [holds, setHolds] = useState(media.matches);
  useEffect(() => {
    const follow = (): void => setHolds(media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  return holds;
}

/** True on a dark screen, and never in print. */
export function useDark(): boolean {
  const isDark = useMedia("(prefers-color-scheme: dark)");
  const isPrint = useMedia("print");
  return isDark && !isPrint;
}
