@circulation
Feature: Due dates
  A loan is due on the first open day after its period, and never after the card expires.

  Background:
    Given today is 2024-03-04
    And the members
      | name       | born       | membership |
      | Ada Novak  | 1980-05-17 | adult      |
      | Lena Vogel | 2001-08-20 | student    |
      | Tom Novak  | 2014-09-01 | child      |
    And the titles
      | title       | author     | year | kind     | copies |
      | Rain        | Mia Tanaka | 1999 | book     | B-101  |
      | Night Train | Olaf Berg  | 1971 | film     | F-201  |
      | Gardening   | Ute Brandt | 2024 | magazine | M-301  |

  Scenario Outline: Periods by kind and membership
    When <member> borrows <copy>
    Then <copy> is due on <due>

    Examples: adults
      | member    | copy  | due        |
      | Ada Novak | B-101 | 2024-04-01 |
      | Ada Novak | F-201 | 2024-03-11 |
      | Ada Novak | M-301 | 2024-03-18 |

    Examples: students keep books longer
      | member     | copy  | due        |
      | Lena Vogel | B-101 | 2024-04-15 |

    Examples: children
      | member    | copy  | due        |
      | Tom Novak | B-101 | 2024-04-01 |

  Scenario Outline: Closed days
    Given the library is closed from 2024-03-29 to 2024-04-01 for Easter
    And today is <day>
    When Ada Novak borrows F-201
    Then F-201 is due on <due>

    Examples:
      | day        | due        | why               |
      | 2024-03-22 | 2024-04-02 | Good Friday       |
      | 2024-03-25 | 2024-04-02 | Easter Monday     |

  Scenario: The last weeks of a membership
    Given today is 2025-02-20
    When Ada Novak borrows B-101
    Then B-101 is due on 2025-03-04

  Scenario: A membership that ends on a Sunday
    Given today is 2025-03-01
    And the members
      | name      | born       |
      | Ben Okoro | 1975-01-30 |
    And today is 2026-02-20
    When Ben Okoro borrows B-101
    Then B-101 is due on 2026-02-28
