@nightly
Feature: Housekeeping at night

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
    And the titles
      | title | author     | year | copies      |
      | Rain  | Mia Tanaka | 1999 | B-101       |
      | Snow  | Mia Tanaka | 2003 | B-102 B-103 |

  Scenario: Reservations expire
    Given Ada Novak borrows B-101
    And Ben Okoro reserves "Rain"
    And B-101 comes back
    When it is 2024-03-12
    And the nightly job runs
    Then the night's work is
      | what    | number |
      | expired | 1      |

  Scenario: Long overdue copies are given up
    Given Ada Novak borrows B-102
    When it is 2024-06-01
    And the nightly job runs
    Then copy B-102 is lost
    And Ada Novak owes 25.00

  @privacy
  Scenario: After a year nobody knows who read what
    Given Ada Novak borrows B-102
    And B-102 comes back
    And Ben Okoro borrows B-103
    When it is 2025-03-05
    And the nightly job runs
    Then the night's work is
      | what      | number |
      | forgotten | 1      |
