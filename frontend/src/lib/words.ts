import { t } from "./language";

/** The word for a request's state; one that nobody has put into words shows as it is. */
export function requestState(state: string): string {
  switch (state) {
    case "received":
      return t("Received");
    case "promised":
      return t("Promised");
    case "in_progress":
      return t("In progress");
    case "resolved":
      return t("Resolved");
    case "followed_up":
      return t("Followed up");
    case "closed":
      return t("Closed");
    case "cancelled":
      return t("Cancelled");
    default:
      return state.replaceAll("_", " ");
  }
}
