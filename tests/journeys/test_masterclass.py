"""A masterclass from its skeleton to people who are half way while its author rearranges it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import Course
from demo.drawings import FILES_DIR
from tests.journeys.editor import Editor, draw_picture
from tests.journeys.learner import sample
from tests.journeys.site import link_in
from tests.journeys.studio import EVERYBODY, NEXT_RUN, Desk, make_masterclass

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.timeout(300, func_only=True),
]

COURSE, WEEK = "Shade before summer", "Week 1"
WELCOME, IDEA, CASE, CHECK = (
    "Welcome",
    "The main idea",
    "An example from a city",
    "Check what you know",
)
STREET, SCHOOL = "Count the trees of your street", "Ask a school"
ALT, FILM = "A street at noon: only one side has shade.", "A square through one day"
SHADE = {"The shaded side": "People go where it is cool.", "The sunny side": "Not at noon."}
TREES = {"Where many people walk": "Shade serves whoever walks.", "Where nobody walks": "A pity."}
DONE, MISSING = "Done", "Still to do"
KEPT = "Done earlier, and no longer part of the course"
EXPERT = "Anong Srisuk"
NOTE = "There is a walk to take now."


@pytest.fixture
def at_desk(visit):
    """Somebody of the demo network before the course."""

    def sit_down(email):
        person = sample(visit(), email)
        person.sign_in()
        return Desk(person, COURSE)

    return sit_down


# --- Writing ------------------------------------------------------------------------------------


def write_lesson(desk, title, write):
    """Open a lesson from the outline, fill it, and come back by the button."""
    desk.open().get_by_role("link", name=title, exact=True).click()
    editor = Editor(desk.person)
    write(editor)
    editor.save()
    desk.page.get_by_role("link", name="Course overview").click()


def write_course(desk, picture):
    """Four lessons with a picture, a film and two checks; whatever else the skeleton has goes."""

    def welcome(editor):
        editor.write("We look for shade where people walk.")
        editor.show_image(picture, ALT)

    def idea(editor):
        editor.write("A tree cools the street that it stands in.")
        editor.show_video(
            FILES_DIR / "square-film.mp4",
            FILES_DIR / "square-film.en.vtt",
            title=FILM,
            transcript="Noon. The shops are open.",
        )
        editor.ask("What did you see?", "Where do people walk?", SHADE, right="The shaded side")

    write_lesson(desk, WELCOME, welcome)
    write_lesson(desk, IDEA, idea)
    write_lesson(desk, CASE, lambda editor: editor.write("One street got forty trees."))
    write_lesson(
        desk,
        CHECK,
        lambda editor: editor.ask(
            "What will you do?", "Where is a tree of use?", TREES, right="Where many people walk"
        ),
    )
    for title in ("This week", "Try it yourself", "What you take home"):
        desk.take_out(title)
    assert desk.outline == [WEEK, WELCOME, IDEA, CASE, CHECK]
    expect(desk.page.get_by_text("Nothing stops publication.")).to_be_visible()


def add_lesson(desk, title, text):
    desk.add_lesson(WEEK)
    editor = Editor(desk.person)
    editor.name_page(title)
    editor.write(text)
    editor.save()


# --- Reading before publication -----------------------------------------------------------------


def comment_by_link(expert, site, address):
    """What somebody without an account does with the mail."""
    expert.page.goto(link_in(site.wait_for_mail(address, COURSE), "review/link/"))
    expect(expert.page.get_by_text(f"{EXPERT}, ")).to_be_visible()
    expect(expert.page.get_by_role("main")).not_to_contain_text("Try it yourself")
    expert.page.get_by_role("main").get_by_role("link", name=CASE).click()
    expert.page.get_by_text("Comment on this place").first.click()
    expert.page.get_by_label("Your comment").locator("visible=true").fill("Which street?")
    expert.page.get_by_role("button", name="Comment", exact=True).locator("visible=true").click()
    expect(expert.page.get_by_text("Which street?")).to_be_visible()
    expert.page.get_by_role("link", name=COURSE).first.click()
    expert.page.get_by_label("Something should change first").check()
    expert.page.get_by_label("Your words").fill("Good. Name the street.")
    expert.page.get_by_role("button", name="Send your verdict").click()
    expect(expert.page.get_by_text("Thank you. What you said is with")).to_be_visible()


def mend_what_the_expert_asked(desk):
    """From the overview, by the comments, into the editor."""
    expect(desk.open().get_by_text(f"{EXPERT}, an outside expert, asked for")).to_be_visible()
    desk.page.get_by_role("link", name="1 open comment").click()
    expect(desk.page.get_by_text("Which street?").first).to_be_visible()
    desk.page.get_by_role("link", name="Mend it").click()
    expect(desk.page.locator(".comment__text", has_text="Which street?")).to_be_visible()
    editor = Editor(desk.person)
    editor.write("It is the street of the market.")
    editor.save()
    desk.open().get_by_role("link", name="1 open comment").click()
    desk.page.get_by_role("button", name="Mark as done").click()
    expect(desk.page.get_by_text("Nothing waits for an answer.")).to_be_visible()


def mend_what_the_reviewer_asked(desk, words):
    expect(desk.open().get_by_text("Changes asked for")).to_be_visible()
    expect(desk.page.get_by_text(words)).to_be_visible()
    desk.page.get_by_role("link", name="Edit the course page").click()
    summary = desk.page.get_by_role("textbox", name="Summary")
    summary.fill("Find out where your city needs shade, and ask for it.")
    Editor(desk.person).save()


# --- Running ------------------------------------------------------------------------------------


def open_announced_run(desk):
    """Say since when people enroll. Returns the address of the run."""
    desk.open_run().get_by_role("link", name="Edit the run").click()
    opens = timezone.now().astimezone(ZoneInfo("Asia/Kathmandu")) - timedelta(days=2)
    field = desk.page.get_by_label("Enrollment opens")
    field.press_sequentially("11302026")  # a day without its hour, which no browser can send
    desk.page.get_by_role("button", name="Save").click()
    assert field.evaluate("field => field.validity.badInput")
    expect(desk.page).to_have_url(re.compile("/cms/runs/edit/"))
    field.fill(f"{opens:%Y-%m-%dT%H:%M}")
    # A run of today starts at nine, which may be to come: so that people learn at once.
    desk.page.get_by_label("Starts", exact=True).fill(f"{opens:%Y-%m-%dT%H:%M}")
    desk.page.get_by_role("button", name="Save").click()
    desk.page.wait_for_url("**/cms/courses/runs/*/")
    expect(desk.page.get_by_text("Open for enrollment")).to_be_visible()
    return desk.page.locator(".run-address").inner_text()


def open_second_run(desk, start):
    """A copy of the first that starts on the same day."""
    desk.open_run().get_by_role("link", name="Copy the run").click()
    desk.page.get_by_label("The copy starts on").fill(f"{start:%Y-%m-%d}")
    desk.page.get_by_role("button", name="Show the dates").click()
    desk.page.get_by_role("button", name="Make the copy").click()
    expect(desk.page.get_by_text("Open for enrollment")).to_be_visible()
    return desk.page.locator(".run-address").inner_text()


def learn_half(person, run):
    """Two of the four lessons, with a check: three of six things."""
    person.enroll(run)
    picture = person.page.get_by_role("img", name=ALT)
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    person.complete_lesson()
    person.turn_page()
    watch(person.page)
    person.complete_lesson()
    assert person.bar == "3 of 6 steps done, 50 %"


def watch(page):
    """The film plays and has captions; its words can be read instead."""
    page.get_by_text("Play", exact=True).click()
    film = page.locator("video")
    film.evaluate("film => { film.muted = true; return film.play() }")
    expect(film).not_to_have_js_property("currentTime", 0)
    cues = "film => film.textTracks[0].cues ? film.textTracks[0].cues.length : 0"
    page.wait_for_function(f"({cues})(document.querySelector('video')) > 0")
    page.get_by_text("Read the transcript instead").click()
    expect(page.get_by_text("Noon. The shops are open.")).to_be_visible()


def explained(person, run):
    """The page "Why 42 %?": its title, and below each heading (lesson, what) of each line."""
    page = person.page
    page.goto(f"/en/learn/{run}/progress/")
    groups = {}
    for section in page.locator("main section[aria-labelledby^=group-]").all():
        heading = re.sub(r"\s*\d+$", "", section.locator("h2").inner_text())
        lines = section.get_by_role("listitem").all_inner_texts()
        groups[heading] = [line.split("\n")[0] for line in lines]
    return person.title, groups


def finish(person, run):
    """Nobody is locked out: from where one left off, everything can be done."""
    for _ in range(9):
        person.page.goto(f"/en/learn/{run}/")
        person.complete_lesson()
        if person.has_completed_course():
            return
    raise AssertionError(person.bar)


# --- The journey --------------------------------------------------------------------------------


def publish_first(author, secretariat, expert, site, picture):
    """From the skeleton by an expert and a return to publication."""
    write_course(author, picture)
    address = "anong.srisuk@example.org"
    author.invite_expert(EXPERT, address, "Is the example clear?")
    comment_by_link(expert, site, address)
    mend_what_the_expert_asked(author)
    author.submit()
    words = "Say in the summary what people will be able to do."
    secretariat.return_it(words)
    mend_what_the_reviewer_asked(author, words)
    author.submit()
    secretariat.approve()


def change_for_everybody(author, secretariat, name):
    """A lesson comes, one goes up, and one that somebody has done is taken out."""
    add_lesson(author, STREET, "Walk along it once and write down what you count.")
    author.open()
    author.move_up(CASE)
    author.take_out(WELCOME)
    assert author.outline == [WEEK, CASE, IDEA, CHECK, STREET]
    affected = author.look_at_submission().get_by_role("region", name="Whose progress changes")
    affected.get_by_role("link", name=re.compile(f"^See them by name *: {EVERYBODY}")).click()
    expect(author.page.get_by_role("listitem").filter(has_text=name)).to_contain_text(STREET)
    author.submit(EVERYBODY, NOTE)
    secretariat.approve(EVERYBODY)


def change_from_the_next_run_on(author, secretariat):
    add_lesson(author, SCHOOL, "Show its head what you counted.")
    author.open()
    author.move_up(SCHOOL)
    author.take_out(IDEA)
    assert author.outline == [WEEK, CASE, CHECK, SCHOOL, STREET]
    author.submit(NEXT_RUN)
    secretariat.approve(NEXT_RUN)


def test_a_masterclass_is_written_judged_run_and_changed_under_way(
    at_desk, visit, learner, site, tmp_path
):
    author = at_desk("author.thinkcity@example.org")
    secretariat = at_desk("secretariat@example.org")
    start = timezone.localdate(timezone=ZoneInfo("Asia/Kathmandu"))
    make_masterclass(author.page, COURSE, weeks=1, start=start)
    publish_first(author, secretariat, visit(), site, draw_picture(tmp_path / "street.png"))
    first_run = open_announced_run(secretariat)
    half_way = learner()
    half_way.find_course(COURSE)
    learn_half(half_way, "")

    change_for_everybody(author, secretariat, half_way.name)
    note = site.wait_for_mail(half_way.email, "Your course has changed").get_body(("plain",))
    assert NOTE in note.get_content()
    after_first = (
        "Why 42 %?",
        {
            MISSING: [CASE, CHECK, CHECK, STREET],
            DONE: [IDEA, IDEA],
            KEPT: [WELCOME],
        },
    )
    assert explained(half_way, first_run) == after_first

    change_from_the_next_run_on(author, secretariat)
    second_run = open_second_run(secretariat, start)
    newcomer = learner("Sita Gurung")
    # Both runs start alike: the course's page would offer either.
    newcomer.page.goto(f"/en/learn/{second_run}/enroll/")
    newcomer.agree_to_enroll()
    assert newcomer.title == CASE
    assert explained(half_way, first_run) == after_first
    assert explained(newcomer, second_run) == (
        "Why 0 %?",
        {MISSING: [CASE, CHECK, CHECK, SCHOOL, STREET]},
    )
    finish(half_way, first_run)
    finish(newcomer, second_run)
    assert Course.objects.get(title=COURSE).runs.count() == 2
