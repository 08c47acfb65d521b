"""Members of bids as councils of today, for a fund whose map is of these."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.model.codes import Body, Councils, Role

if TYPE_CHECKING:
    import pandas as pd

    from geodata.awards.reading import AwardTables


def name_today(tables: AwardTables, areas: pd.DataFrame) -> AwardTables:
    """Return tables whose members and groups have the codes of the councils of today.

    A group that leads is all that one council of today was made from, as the checks make sure,
    and becomes that council. Counties keep their codes. Tables of a fund of 2014 stay as they are.
    """
    if tables.fund.councils is not Councils.TODAY:
        return tables
    today = areas["today_gss"].dropna()
    now = {str(code): str(code) for code in areas.index} | today.to_dict()
    groups = tables.groups.assign(gss_code=tables.groups["gss_code"].map(now).astype("string"))
    groups = groups.drop_duplicates(["group_id", "gss_code"], ignore_index=True)
    one_of = groups.drop_duplicates("group_id").set_index("group_id")["gss_code"]
    members = tables.members
    leads = (members["role"] == str(Role.LEAD)) & (members["body"] == str(Body.COUNCIL_GROUP))
    leads = leads.fillna(value=False)
    codes = members["gss_code"].map(now).astype("string")
    members = members.assign(
        gss_code=codes.where(~leads, members["group_id"].map(one_of)).astype("string"),
        body=members["body"].where(~leads, str(Body.COUNCIL)),
        group_id=members["group_id"].where(~leads),
    )
    return replace(tables, members=members, groups=groups)
