"""What a browser would send back from a page: the fields of its forms, as they stand."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.select, self.area, self.is_template = [], None, None, False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append({})
        self.is_template = self.is_template or tag == "template"
        if not self.forms or self.is_template:
            return
        name, fields = attributes.get("name"), self.forms[-1]
        match tag, attributes.get("type"):
            case ("input", "checkbox" | "radio") if name and "checked" in attributes:
                fields[name] = attributes.get("value", "on")
            case ("input", kind) if name and kind not in {"checkbox", "radio", "file", "submit"}:
                fields[name] = attributes.get("value") or ""
            case ("textarea", _):
                fields[name], self.area = "", name
            case ("select", _):
                self.select, fields[name] = name, ""
            case ("option", _) if self.select and "selected" in attributes:
                fields[self.select] = attributes.get("value", "")

    def handle_endtag(self, tag):
        if tag == "template":
            self.is_template = False
        if tag == "textarea" and not self.is_template:
            fields = self.forms[-1]
            fields[self.area] = fields[self.area].removeprefix("\n")  # the first line end belongs to the tag
            self.area = None
        if tag == "select":
            self.select = None

    def handle_data(self, text):
        if self.area:
            self.forms[-1][self.area] += text


def typed(response, *, having: str, **changes) -> dict[str, str]:
    """The fields of the first form on the page that has the field `having`, with `changes` typed over them."""
    parser = _Forms()
    parser.feed(response.content.decode())
    found = next(fields for fields in parser.forms if having in fields)
    assert set(changes) <= set(found), set(changes) - set(found)
    return found | {name: str(value) for name, value in changes.items()}
