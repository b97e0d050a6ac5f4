@catalogue
Feature: Adding titles
  The catalogue takes only titles that a reader can find again.

  Background:
    Given today is 2024-03-04

  @smoke
  Scenario: A title comes with its copies
    When these titles are added
      | title              | author           | year | isbn              | copies      |
      | The Master and Joy | Bohuslava Hašek  | 1998 | 978-0-306-40615-7 | B-101 B-102 |
    Then "The Master and Joy" has the ISBN 9780306406157
    And the copies of "The Master and Joy" are
      | barcode | state     |
      | B-101   | available |
      | B-102   | available |

  Scenario: A title may be announced before it appears
    When these titles are added
      | title         | author     | year |
      | Next Spring   | Mia Tanaka | 2025 |
    Then the catalogue holds 1 titles
    And there are no copies of "Next Spring"

  Scenario Outline: A title is described in full
    When the staff tries to add this title
      | title   | author   | year   |
      | <title> | <author> | <year> |
    Then it is refused: <reason>

    Examples: something is left out
      | title | author     | year | reason                 |
      |       | Mia Tanaka | 1999 | a title needs a name   |
      | Rain  |            | 1999 | a title needs an author |

    Examples: the year cannot be right
      | title | author     | year | reason                            |
      | Rain  | Mia Tanaka | 2026 | 2026 is not a year of publication |

  Scenario: Two titles cannot share an ISBN
    Given the titles
      | title | author     | year | isbn          |
      | Rain  | Mia Tanaka | 1999 | 9780306406157 |
    When the staff tries to add this title
      | title | author     | year | isbn       |
      | Snow  | Mia Tanaka | 2003 | 0306406152 |
    Then it is refused: ISBN 9780306406157 belongs to 'Rain'

  Scenario: A title with a bad barcode is not added at all
    When the staff tries to add this title
      | title | author     | year | copies     |
      | Rain  | Mia Tanaka | 1999 | B-101 B101 |
    Then it is refused: 'B101' is not a barcode: letters and digits like B-1234
    And the catalogue holds 0 titles
