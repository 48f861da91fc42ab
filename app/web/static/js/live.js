// Follows the server's stream of events.  It only says that something happened: whoever asked reads the
// page's part anew, and goes on asking at intervals for as long as the stream is not there.
const RETRY_S = [15, 60, 300];

/**
 * Call `onEvent(event)` for each event of the stream at `address`, with null where some may have been
 * missed, `onLive(whether)` when the stream comes and goes, and `onRefused()` when there is no place for it.
 *
 * A page that nobody looks at gives its connection back: a browser has few of them for one server.
 */
export function follow(address, { onEvent, onLive, onRefused }) {
  if (!address) return;
  if (!window.EventSource) return onRefused();
  const here = new URL(address, window.location.href);
  here.searchParams.set("named", "false");
  const cookies = { withCredentials: here.origin !== window.location.origin };
  let source = null;
  let timer = 0;
  let refusals = 0;

  function open() {
    clearTimeout(timer);
    if (source || document.hidden) return;
    source = new EventSource(here, cookies);
    source.addEventListener("hello", () => {
      refusals = 0;
      onLive(true);
      onEvent(null);
    });
    source.onmessage = (message) => onEvent(JSON.parse(message.data));
    source.onerror = () => {
      onLive(false);
      if (source?.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      close(); // refused: full, or signed out
      onRefused();
      timer = setTimeout(open, RETRY_S[Math.min(refusals++, RETRY_S.length - 1)] * 1000);
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
    onLive(false);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", open);
  open();
}
