@circulation
Feature: The hold shelf
  A reserved copy waits a week for the member who is next in the queue.

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
      | Eva Lund  | 1990-12-24 |
    And the titles
      | title | author     | year | copies |
      | Rain  | Mia Tanaka | 1999 | B-101  |
    And Ada Novak borrows B-101
    And Ben Okoro reserves "Rain"
    And today is 2024-03-09
    And B-101 comes back

  Scenario: The copy waits for a week
    Then B-101 waits for Ben Okoro until 2024-03-16

  Scenario: It is kept for whoever reserved it
    When Eva Lund tries to borrow B-101
    Then it is refused: copy B-101 is set aside for another member

  Scenario: It is collected
    When Ben Okoro borrows B-101
    Then copy B-101 is on loan
    And nobody waits for "Rain"

  Scenario: It is not collected, and nobody else waits
    When it is 2024-03-18
    And the hold shelf is cleared
    Then 1 reservations have expired
    And copy B-101 is available

  Scenario: It is not collected, and the next member gets it
    Given Eva Lund reserves "Rain"
    When it is 2024-03-18
    And the hold shelf is cleared
    Then B-101 waits for Eva Lund until 2024-03-25
