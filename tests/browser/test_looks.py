"""A page that no address is classified for."""


def test_a_missing_page(
    log_in, administrator, live_server, violations, assert_presentable
):
    log_in(administrator)
    assert_presentable("missing", f"{live_server.url}/nothing/")
    assert [text for text in violations if "404" not in text] == []
