from behave import then, when


@when("a reader searches for {query}")
def search(context, query):
    context.found = context.desk.search.find(query)


@when("a reader looks on the shelves for {query}")
def search_available(context, query):
    context.found = context.desk.search.find(query, available_only=True)


@when("a reader tries to search for {query}")
def try_to_search(context, query):
    context.attempt(context.desk.search.find, query)


@then("the answer is {names}")
def check_found(context, names):
    found = "; ".join(title.name for title in context.found) or "empty"
    assert found == names, found
