"""What can be seen and done on a page of the lab, for its tests in a browser."""

from chromium import wait_until

SEEN = "groundswell-tour"  # what the browser keeps when the tour was ended


def ready(browser):
    wait_until(lambda: browser.find_elements("css selector", "[data-scrub]"))
    return browser


def number(browser, what, schedule):
    text = browser.find_element("css selector", f"[data-{what}='{schedule}']").text
    return int(text.replace(",", ""))


def scrub(browser, hour):
    slider = browser.find_element("css selector", "[data-scrub]")
    browser.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'));", slider, hour
    )


def told(browser):
    """The words of a story; the driver takes those that scroll within a drawer for hidden."""
    return browser.find_element("css selector", "[data-story]").get_property("innerText")


def press(browser, selector):
    """As somebody does who sees where the button is: it may move while figures above it change."""
    browser.execute_script("arguments[0].click()", browser.find_element("css selector", selector))


def choose(browser, field, value):
    """As somebody does who picks a value or lets go of a slider."""
    browser.execute_script(
        "const [field, value] = arguments; field.value = value;"
        "for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));",
        field,
        value,
    )


def captions(browser):
    return [f.text for f in browser.find_elements("css selector", ".crowd figcaption")]


def answer(browser):
    found = browser.find_elements("css selector", "[data-answer]")
    return found[0].text if found else "not there yet: first replicates"


def counted(browser):
    found = browser.find_elements("css selector", "[data-replicates]")
    return int(found[0].text.split()[0]) if found else 0
