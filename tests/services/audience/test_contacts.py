"""A contact is found by its id and by any form of its address."""

from __future__ import annotations

import pytest

from core.errors import NotFoundError
from core.services.audience import block_contacts
from tests.support.world import World


@pytest.mark.parametrize(
    "ref",
    ["1", "people-person-0x", "https://www.linkedin.com/in/People-Person-0x/", "linkedin.com/in/people-person-0x?a=b"],
)
def test_a_contact_by_any_form_of_its_address(world: World, ref: str) -> None:
    world.source(["people-person-0x"])
    assert block_contacts.block(world.ws, ref).id == 1
    assert world.contacts()[0].blocked is True


def test_nobody_by_that_name(world: World) -> None:
    for ref in ("7", "nobody", ""):
        with pytest.raises(NotFoundError):
            block_contacts.block(world.ws, ref)
