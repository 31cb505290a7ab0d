import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFile } from "../../src/controls/file";
import type { FileField } from "../../src/wire/schema";
import { close, closing, find, open } from "../fakes/controls";

beforeEach(open);
afterEach(close);

describe("a file picker", () => {
  const IMAGE: FileField = {
    kind: "file",
    name: "image",
    label: "Image",
    description: "",
    default: null,
    required: false,
  };
  const png = new File(["x"], "a.png", { type: "image/png" });

  function dropped(file: File): DataTransfer {
    const data = new DataTransfer();
    data.items.add(file);
    return data;
  }

  test("takes chosen, dropped and pasted files", () => {
    const files: string[] = [];
    const { el } = createFile(
      IMAGE,
      ({ name }) => void files.push(name),
      closing.signal,
    );
    document.body.append(el);
    const input = find<HTMLInputElement>(el, "input");
    input.files = dropped(png).files;
    input.dispatchEvent(new Event("change"));
    el.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped(png) }));
    el.dispatchEvent(new ClipboardEvent("paste", { clipboardData: dropped(png) }));
    expect(files).toEqual(["a.png", "a.png", "a.png"]);
  });

  test("previews a picture and lets go of it in the end", () => {
    const made = vi.spyOn(URL, "createObjectURL");
    const revoked = vi.spyOn(URL, "revokeObjectURL");
    const { el, show } = createFile(IMAGE, () => undefined, closing.signal);
    el.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped(png) }));
    expect(find<HTMLImageElement>(el, "img").src).toMatch(/^blob:/);
    show({ name: "a.png", size: 1 });
    expect(el.querySelector("img")).not.toBeNull();
    el.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped(png) }));
    closing.abort();
    expect(revoked).toHaveBeenCalledTimes(made.mock.calls.length);
    vi.restoreAllMocks();
  });

  test("says what the session holds", () => {
    const { el, show } = createFile(IMAGE, () => undefined, closing.signal);
    show({ name: "b.jpg", size: 20_480 });
    expect(el.textContent).toContain("b.jpg · 20 kB");
    show(null);
    expect(el.textContent).toContain("Drop a file");
  });
});
