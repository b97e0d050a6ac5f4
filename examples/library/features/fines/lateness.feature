@money
Feature: Fines for lateness
  Only open days cost a fine, children pay half, and there is a limit.

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       | membership |
      | Ada Novak | 1980-05-17 | adult      |
      | Tom Novak | 2014-09-01 | child      |
    And the titles
      | title       | author     | year | kind     | copies |
      | Rain        | Mia Tanaka | 1999 | book     | B-101  |
      | Night Train | Olaf Berg  | 1971 | film     | F-201  |
      | Gardening   | Ute Brandt | 2024 | magazine | M-301  |

  Scenario Outline: What lateness costs
    Given <member> borrows <copy>
    When it is <day>
    And <copy> comes back
    Then a fine of <fine> is charged

    Examples: books
      | member    | copy  | day        | fine  |
      | Ada Novak | B-101 | 2024-04-08 | 1.20  |
      | Ada Novak | B-101 | 2024-12-31 | 10.00 |
      | Tom Novak | B-101 | 2024-04-08 | 0.60  |

    Examples: films and magazines
      | member    | copy  | day        | fine  |
      | Ada Novak | F-201 | 2024-03-12 | 1.00  |
      | Ada Novak | M-301 | 2024-03-25 | 1.20  |

  Scenario: Closed days are free
    Given Ada Novak borrows F-201
    And the library is closed from 2024-03-12 to 2024-03-15 for painting
    When it is 2024-03-16
    And F-201 comes back
    Then a fine of 1.00 is charged
