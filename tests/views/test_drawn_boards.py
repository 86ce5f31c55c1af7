"""Parts of a board that were drawn on write stand on its page as if they were drawn for the reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from claims_app import models
from claims_app.core.faces import finished
from claims_app.core.pieces import Piece, piece_of
from claims_app.services import checking_boards, drawn_boards, pages, recording
from claims_app.services.drawing import kept_face
from claims_app.services.drawn_boards import LINKED
from tests.factories import make_claim, make_incident, moment

pytestmark = pytest.mark.django_db
PAGE = "/incidents/2016-04-02-ford/"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def told() -> models.Claim:
    """Figures of both sides on two measures, one of them contradicted, and a revision."""
    make_incident()
    first = make_claim("redland", "over 100", external_id="a", stated_at=moment(2))
    make_claim("blueland", "6", revises=make_claim("blueland", "4", stated_at=moment(2)), stated_at=moment(3))
    make_claim("redland", "8", object="truck")
    return first


def page(query: str = "") -> str:
    caches["pages"].clear()
    return Client().get(PAGE + query).content.decode()


@pytest.mark.parametrize(
    "query", ["", "?verdict=contradictory", "?measure=truck", "?gaps=1", "?about=blueland&claim=1"]
)
def test_a_page_of_kept_parts_is_the_page_drawn_anew(told: models.Claim, query: str) -> None:
    query = query.replace("claim=1", f"claim={told.pk}")
    kept = page(query)
    assert models.StoredFinding.objects.exclude(drawn=None).count() == models.StoredFinding.objects.count() > 1
    models.StoredFinding.objects.update(drawn=None, drawn_by="another look")
    assert page(query) == kept


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every board counts as large."""
    for module in (drawn_boards, pages):
        monkeypatch.setattr(module, "LINKED", 0)


def test_a_large_board_is_joined_from_pieces_that_say_what_its_rows_do(large: None, told: models.Claim) -> None:
    joined = page()
    assert models.DrawnBoard.objects.count() == 1
    models.DrawnBoard.objects.all().delete()
    assert page() == joined
    assert not {"\x01", "\x02", "\x03", "\x04"} & set(joined)


def test_what_a_claim_does_not_touch_is_not_compressed_again(
    large: None, told: models.Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_claim("redland", "3", about="Redland", object="drone")
    packed: list[bytes] = []

    def noted(text: bytes, level: int) -> Piece:
        packed.append(text)
        return piece_of(text, level)

    monkeypatch.setattr(drawn_boards, "piece_of", noted)
    before = len(models.DrawnBoard.objects.get().pieces)
    make_claim("blueland", "9", stated_at=moment(4))
    assert 0 < len(packed) < before


def test_the_check_of_boards_finds_pieces_that_say_something_else(large: None, told: models.Claim) -> None:
    kept = models.DrawnBoard.objects.get()
    kept.packed, kept.pieces = b"", []
    kept.save()
    (found,) = checking_boards.check_boards(mend=True)
    assert found.differences == ("it is not kept as its page shows it",)
    (mended,) = checking_boards.check_boards()
    assert not mended.differences


def test_a_filter_stands_in_every_link_of_a_kept_part(told: models.Claim) -> None:
    body = page("?measure=tank")
    assert f'href="?measure=tank&amp;claim={told.pk}"' in body
    assert "over-time/" in body
    assert not {"\x01", "\x02", "\x03"} & set(body)


def test_the_open_claim_is_marked_in_a_kept_part(told: models.Claim) -> None:
    assert f'class="said open" id="c{told.pk}t"' in page(f"?claim={told.pk}")
    assert "said open" not in page()


def test_a_look_that_has_changed_is_not_shown(told: models.Claim) -> None:
    """What the incident's address or first day are is seen in its parts: they are drawn anew until they are kept anew."""
    told.incident.slug = "2016-04-02-crossing"
    told.incident.save()
    body = Client().get("/incidents/2016-04-02-crossing/").content.decode()
    assert "/incidents/2016-04-02-crossing/text/" in body
    assert "/incidents/2016-04-02-ford/text/" not in body


def test_one_more_claim_draws_its_row_and_its_pairing_alone(told: models.Claim) -> None:
    models.StoredFinding.objects.update(was="as it was")
    before = dict(models.StoredFinding.objects.values_list("pk", "drawn"))
    models.StoredFinding.objects.filter(row_key__contains="truck").update(drawn={"left": "alone"})
    make_claim("blueland", "9", stated_at=moment(4))
    after = dict(models.StoredFinding.objects.values_list("pk", "drawn"))
    left = [drawn for drawn in after.values() if drawn == {"left": "alone"}]
    assert left, "what the claim does not touch is not drawn again"
    assert any(drawn != before[pk] and drawn != {"left": "alone"} for pk, drawn in after.items() if pk in before)


def test_the_check_of_boards_finds_a_part_that_is_drawn_wrongly_and_mends_it(told: models.Claim) -> None:
    row = models.StoredFinding.objects.filter(part="row").first()
    assert row is not None
    row.drawn["html"] = row.drawn["html"].replace("100", "1000")
    row.save()
    (found,) = checking_boards.check_boards(mend=True)
    assert found.differences == ("a row is drawn otherwise than its claims have it",)
    (mended,) = checking_boards.check_boards()
    assert not mended.differences


def test_a_claim_that_is_published_is_drawn_at_once(told: models.Claim) -> None:
    draft = make_claim("blueland", "55", published=False)
    assert ">55<" not in page()
    recording.publish(claims=[draft])
    assert ">55<" in page()


def test_a_large_board_names_its_files_to_machines_and_a_small_one_each_claim(told: models.Claim) -> None:
    assert '"@type": "Claim"' in page()
    kept = models.StoredFinding.objects.filter(part="row").first()
    assert kept is not None
    kept.drawn["claims"] = LINKED + 1
    kept.save()
    body = page()
    assert '"@type": "Claim"' not in body
    assert f'"contentUrl": "http://testserver{PAGE}board.json"' in body


def test_names_of_speakers_are_put_in_for_the_page() -> None:
    assert finished("\x031\x03 and \x030\x03?\x01claim=5\x02", query="?a=b", speakers=["One", "Two"]) == (
        "Two and One?a=b&amp;claim=5?a=b"
    )


def test_nothing_is_drawn_of_an_incident_without_claims() -> None:
    incident = make_incident()
    from claims_app.services.boards import frame_of

    assert kept_face(incident=incident, frame=frame_of(incident=incident)) is None
