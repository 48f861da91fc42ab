import { keepFresh } from "./refresh.js";

const part = document.getElementById("status");

keepFresh(
  part,
  () => {
    const address = new URL(window.location.href);
    address.searchParams.set("part", "status");
    return address;
  },
  { news: document.getElementById("status-news"), stale: document.getElementById("status-stale") },
);
