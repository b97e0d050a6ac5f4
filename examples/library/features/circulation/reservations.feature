@circulation
Feature: Reservations

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
      | Eva Lund  | 1990-12-24 |
    And the titles
      | title       | author     | year | kind      | copies |
      | Rain        | Mia Tanaka | 1999 | book      | B-101  |
      | Snow        | Mia Tanaka | 2003 | book      | B-102  |
      | World Atlas | Ute Brandt | 2010 | reference | R-301  |
    And Ada Novak borrows B-101

  @smoke
  Scenario: First come, first served
    When Ben Okoro reserves "Rain"
    And Eva Lund reserves "Rain"
    Then the queue for "Rain" is Ben Okoro, Eva Lund

  Scenario Outline: Nothing to wait for
    When Ben Okoro tries to reserve "<title>"
    Then it is refused: <reason>

    Examples:
      | title       | reason                                         |
      | Snow        | a copy of 'Snow' is on the shelf               |
      | World Atlas | reference works cannot be reserved             |

  Scenario: Not what one has at home
    When Ada Novak tries to reserve "Rain"
    Then it is refused: Ada Novak has 'Rain' on loan

  Scenario: Not twice
    Given Ben Okoro reserves "Rain"
    When Ben Okoro tries to reserve "Rain"
    Then it is refused: Ben Okoro is in the queue for 'Rain' already

  Scenario: Leaving the queue
    Given Ben Okoro reserves "Rain"
    When Ben Okoro cancels the reservation of "Rain"
    Then nobody waits for "Rain"

  Scenario: Leaving a queue one is not in
    When Ben Okoro tries to cancel the reservation of "Rain"
    Then it is refused: there is no such reservation

  Scenario: Not too many at a time
    Given the titles
      | title | author     | year | copies |
      | Fog   | Mia Tanaka | 2005 | B-103  |
      | Hail  | Mia Tanaka | 2007 | B-104  |
    And Ada Novak borrows B-102 to B-104
    And Eva Lund reserves "Rain"
    And Eva Lund reserves "Snow"
    And Eva Lund reserves "Fog"
    When Eva Lund tries to reserve "Hail"
    Then it is refused: Eva Lund has 3 reservations already
