@reports
Feature: Popular titles

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
    And the titles
      | title | author     | year | copies      |
      | Snow  | Mia Tanaka | 2003 | B-103       |
      | Rain  | Mia Tanaka | 1999 | B-101 B-102 |
      | Fog   | Olaf Berg  | 2005 | B-104       |
    And Ada Novak borrows B-101 to B-104

  Scenario: The most popular first
    When the titles lent from 2024-03-01 to 2024-03-31 are reported
    Then the report is
      """
      Lent from 2024-03-01 to 2024-03-31
      Title  Author      Loans
      Rain   Mia Tanaka      2
      Fog    Olaf Berg       1
      Snow   Mia Tanaka      1
      """

  Scenario: Only the first
    When the 1 titles lent most from 2024-03-01 to 2024-03-31 are reported
    Then the report is
      """
      Lent from 2024-03-01 to 2024-03-31
      Title  Author      Loans
      Rain   Mia Tanaka      2
      """

  Scenario: A quiet month
    When the titles lent from 2024-04-01 to 2024-04-30 are reported
    Then the report is
      """
      Lent from 2024-04-01 to 2024-04-30
      (nothing to report)
      """
